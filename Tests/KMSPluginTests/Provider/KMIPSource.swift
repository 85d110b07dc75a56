import Crypto
import EnclaveProtocol
import Foundation
import KMIP
import KMIPStandIn

@testable import KMSPlugin

/// Keys on a stand-in for a KMIP server; PyKMIP itself is in tests/system/kmip.sh.
struct KMIPSource: KEKSourceHarness {
    let provider: any KEKProvider
    let receiver: KEKReceiver? = nil
    private let keys: StandInKeys
    private let server: ScriptedServer
    private static let name = "cluster"

    init() async throws {
        let keys = StandInKeys()
        let server = try await ScriptedServer.start { keys.reply(to: $0) }
        let client = server.configuration()
        let file = NSTemporaryDirectory() + UUID().uuidString
        let content = [
            "kind": "kmip", "server": "127.0.0.1:\(client.port)", "ca": client.authorityFile,
            "certificate": client.certificateFile, "key": client.keyFile, "name": Self.name, "version": "1.4",
        ]
        try JSONEncoder().encode(content).write(to: URL(filePath: file))
        defer { try? FileManager.default.removeItem(atPath: file) }
        provider = try ProviderFile(path: file).provider
        self.keys = keys
        self.server = server
    }

    func add(_ name: String, key: [UInt8]) async throws -> KEKReference {
        guard let reference = KEKReference(keys.add(Self.name, key)) else { throw CocoaError(.keyValueValidation) }
        return reference
    }

    func deactivate(_ reference: KEKReference) async throws { keys.set(reference.text, .deactivated) }
    func compromise(_ reference: KEKReference) async throws { keys.set(reference.text, .compromised) }
    func destroy(_ reference: KEKReference) async throws { keys.set(reference.text, nil) }
    func disappear() async throws { keys.setAway(true) }
    func reappear() async throws { keys.setAway(false) }

    func received(_ delivery: KEKDelivery) async throws -> [UInt8] {
        guard case .clear(let key) = delivery else { return [] }
        return key.withUnsafeBytes { Array($0) }
    }

    func stop() async throws { try await server.stop() }

    /// Makes a key that is not active yet.
    func prepare() -> String {
        let identifier = keys.add(Self.name, [UInt8](repeating: 2, count: 32))
        keys.set(identifier, .preActive)
        return identifier
    }
}
