import Foundation
import TEEPlatform
import Testing

@Suite("Files that only their owner reads")
struct OwnerFileTests {
    private let temporary: TemporaryDirectory
    private var path: String { temporary.file("key") }

    init() throws { temporary = try TemporaryDirectory() }

    private func names() throws -> [String] { try FileManager.default.contentsOfDirectory(atPath: temporary.path) }

    @Test func isMadeWholeAndLeavesNoDraft() throws {
        try OwnerFile(path).make(holding: [1, 2, 3])
        #expect(try temporary.content(of: "key") == [1, 2, 3])
        #expect(try names() == ["key"])
        let attributes = try FileManager.default.attributesOfItem(atPath: path)
        #expect(attributes[.posixPermissions] as? Int == 0o600)
    }

    @Test func aKilledStartsDraftIsNoObstacle() throws {
        let draft = "\(path).\(getpid()).new"
        #expect(FileManager.default.createFile(atPath: draft, contents: Data([9])))
        try OwnerFile(path).make(holding: [1])
        #expect(try temporary.content(of: "key") == [1])
        #expect(try names() == ["key"])
    }

    @Test func anothersFileStays() throws {
        #expect(FileManager.default.createFile(atPath: path, contents: Data([9])))
        let failure = #expect(throws: OwnerFile.Failure.self) { try OwnerFile(path).make(holding: [1]) }
        #expect(failure?.description == "cannot be made (errno \(EEXIST))")
        #expect(try temporary.content(of: "key") == [9])
        #expect(try names() == ["key"])
    }

    @Test func aMissingDirectoryIsSaid() {
        let failure = #expect(throws: OwnerFile.Failure.self) {
            try OwnerFile(temporary.file("none/key")).make(holding: [1])
        }
        #expect(failure?.description == "cannot be made (errno \(ENOENT))")
    }
}
