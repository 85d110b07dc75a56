import EnclaveProtocol
import Foundation
import Synchronization

@testable import KMSPlugin

/// Keys in files of a folder; what is in a file is the key turned over, for want of an enclave.
final class FileSource: KEKSourceHarness {
    struct Entry: Codable {
        var reference: String
        var created = ""
        var file: String
        var mechanism: String?
        var use: String?
    }

    private struct Content: Codable {
        var kind: String
        var receiver: String?
        var keys: [Entry]
    }

    let path: String
    let provider: any KEKProvider
    let receiver: KEKReceiver? = KEKReceiver(name: "inbox", algorithm: .rsa3072, publicKey: [1])
    private let folder: String
    private let kind: String
    private let entries = Mutex<[Entry]>([])

    init(kind: String) throws {
        self.kind = kind
        folder = NSTemporaryDirectory() + UUID().uuidString
        path = folder + "/provider.json"
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        try Self.write(Content(kind: kind, receiver: "inbox", keys: []), to: path)
        provider = try ProviderFile(path: path).provider
    }

    deinit { try? FileManager.default.removeItem(atPath: folder) }

    func add(_ name: String, key: [UInt8]) async throws -> KEKReference {
        let file = "\(folder)/\(name)"
        try Data(key.map { ~$0 }).write(to: URL(filePath: file))
        let mechanism = kind == "wrapped" ? "rsa-oaep-kw" : nil
        try change { entries in
            let created = "2026-11-21T00:00:\(10 + entries.count)Z"
            entries.append(Entry(reference: name, created: created, file: file, mechanism: mechanism))
        }
        guard let reference = KEKReference(name) else { throw CocoaError(.keyValueValidation) }
        return reference
    }

    func deactivate(_ reference: KEKReference) async throws { try set("open", reference) }
    func compromise(_ reference: KEKReference) async throws { try set("revoked", reference) }

    func destroy(_ reference: KEKReference) async throws {
        try change { $0.removeAll { $0.reference == reference.text } }
    }

    func disappear() async throws { try FileManager.default.moveItem(atPath: path, toPath: path + ".away") }
    func reappear() async throws { try FileManager.default.moveItem(atPath: path + ".away", toPath: path) }

    func received(_ delivery: KEKDelivery) async throws -> [UInt8] {
        switch (delivery, kind) {
        case (.sealed(let bytes), "sealed"), (.wrapped(let bytes, .rsaOAEPKeyWrap), "wrapped"): bytes.map { ~$0 }
        default: []
        }
    }

    /// Writes the list after a change of it.
    func change(_ body: (inout [Entry]) -> Void) throws {
        let keys = entries.withLock { entries in
            body(&entries)
            return entries
        }
        try Self.write(Content(kind: kind, receiver: "inbox", keys: keys), to: path)
    }

    private func set(_ use: String, _ reference: KEKReference) throws {
        try change { entries in
            for index in entries.indices where entries[index].reference == reference.text { entries[index].use = use }
        }
    }

    private static func write(_ content: Content, to path: String) throws {
        try JSONEncoder().encode(content).write(to: URL(filePath: path))
    }
}
