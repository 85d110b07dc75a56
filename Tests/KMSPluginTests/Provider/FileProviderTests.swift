import Foundation
import Testing

@testable import KMSPlugin

@Suite("Keys that lie in files")
struct FileProviderTests {
    @Test("They are a source like any other", arguments: ["sealed", "wrapped"])
    func conforms(kind: String) async throws {
        let source = try FileSource(kind: kind)
        #expect(source.provider.kind == kind && !source.provider.isRemote)
        try await KEKProviderConformance(source: source).run()
    }

    @Test("A list that means nothing is refused with what is wrong")
    func badLists() async throws {
        let source = try FileSource(kind: "wrapped")
        _ = try await source.add("a", key: [1])
        let changes: [(inout [FileSource.Entry]) -> Void] = [
            { $0[0].reference = "a.b" }, { $0[0].use = "both" }, { $0 += $0 }, { $0[0].created = "yesterday" },
            { $0.append(.init(reference: "b", created: $0[0].created, file: $0[0].file)) },
        ]
        for change in changes {
            let changed = try FileSource(kind: "wrapped")
            _ = try await changed.add("a", key: [1])
            try changed.change(change)
            await #expect(throws: KEKProviderError.self) { try await changed.provider.keys() }
        }
        try source.change { $0[0].mechanism = "rot13" }
        let reference = try #require(KEKReference("a"))
        await #expect(throws: KEKProviderError.self) {
            _ = try await source.provider.delivery(of: reference, to: source.receiver)
        }
    }

    @Test(
        "A provider file of no known kind is refused",
        arguments: ["", "{", "[]", #"{"kind":"kmipp"}"#, #"{"kind":"wrapped","keys":[]}"#, #"{"keys":[]}"#])
    func badFiles(text: String) throws {
        let path = NSTemporaryDirectory() + UUID().uuidString
        defer { try? FileManager.default.removeItem(atPath: path) }
        try Data(text.utf8).write(to: URL(filePath: path))
        #expect(throws: KEKProviderError.self) { try ProviderFile(path: path) }
        #expect(throws: KEKProviderError.self) { try ProviderFile(path: path + ".absent") }
    }
}
