import EnclaveProtocol
import Foundation
import Testing

@testable import KMSPlugin

@Suite(.timeLimit(.minutes(1))) struct KMIPProviderTests {
    @Test func itConforms() async throws {
        let source = try await KMIPSource()
        try await KEKProviderConformance(source: source).run()
        try await source.stop()
    }

    @Test func aKeyThatIsNotActiveYetIsNotThere() async throws {
        let source = try await KMIPSource()
        let reference = try #require(KEKReference(source.prepare()))
        #expect(try await source.provider.keys().isEmpty)
        let error = await #expect(throws: KEKProviderError.self) {
            try await source.provider.delivery(of: reference, to: nil)
        }
        #expect(error?.code == .missing)
        try await source.stop()
    }

    @Test func aCompromisedKeyIsNotFetched() async throws {
        let source = try await KMIPSource()
        let reference = try await source.add("k", key: [UInt8](repeating: 1, count: 32))
        try await source.compromise(reference)
        let error = await #expect(throws: KEKProviderError.self) {
            try await source.provider.delivery(of: reference, to: nil)
        }
        #expect(error?.code == .missing)
        #expect(error?.message.contains("compromised") == true)
        try await source.stop()
    }

    /// A key that would come in clear although the file names a receiver is not fetched.
    @Test(arguments: [KeyAlgorithm.rsa3072, .p256, .aes256]) func aReceiverNeedsAWrappingKey(
        algorithm: KeyAlgorithm
    ) async throws {
        let source = try await KMIPSource()
        let reference = try await source.add("k", key: [UInt8](repeating: 1, count: 32))
        let receiver = KEKReceiver(name: "inbox", algorithm: algorithm, publicKey: [])
        let error = await #expect(throws: KEKProviderError.self) {
            try await source.provider.delivery(of: reference, to: receiver)
        }
        #expect(error?.code == .malformed)
        try await source.stop()
    }

    @Test(arguments: [
        ["server": ":1"], ["version": "1.1"], ["wrappingKey": "a b"], ["ca": "/nowhere"], ["name": nil],
    ])
    func aFileThatCannotBeMeantIsRefused(change: [String: String?]) throws {
        var content = [
            "kind": "kmip", "server": "localhost", "ca": "ca.pem", "certificate": "c.pem", "key": "c.key", "name": "k",
        ]
        for (name, value) in change { content[name] = value }
        let file = NSTemporaryDirectory() + UUID().uuidString
        try JSONEncoder().encode(content).write(to: URL(filePath: file))
        defer { try? FileManager.default.removeItem(atPath: file) }
        let error = #expect(throws: KEKProviderError.self) { try ProviderFile(path: file) }
        #expect(error?.code == .malformed)
    }
}
