import Foundation
import Testing

/// Published vectors, found where the build and the peers left them; none is part of this repository.
enum VectorLibrary {
    static let repository = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../../../..")
        .standardized

    /// The tests of the swift-crypto checkout.
    static let swiftCrypto: URL? = {
        let root = repository.appending(path: "enclave/.build/checkouts/swift-crypto/Tests")
        let environment = ProcessInfo.processInfo.environment["CASEMATE_CHECKOUTS"].map {
            URL(filePath: $0).appending(path: "swift-crypto/Tests")
        }
        return [environment, root].compactMap { $0 }.first { FileManager.default.fileExists(atPath: $0.path) }
    }()

    /// The Python package `cryptography_vectors`, in the peers' virtual environment.
    static let cryptographyVectors: URL? = {
        let stated = ProcessInfo.processInfo.environment["CASEMATE_PEERS_VENV"].map { URL(filePath: $0) }
        let venv = stated ?? repository.appending(path: ".peers/venv")
        let library = venv.appending(path: "lib")
        let versions = (try? FileManager.default.contentsOfDirectory(atPath: library.path)) ?? []
        return versions.map { library.appending(path: "\($0)/site-packages/cryptography_vectors") }
            .first { FileManager.default.fileExists(atPath: $0.path) }
    }()

    static func bytes(_ url: URL) throws -> [UInt8] { [UInt8](try Data(contentsOf: url)) }
}

extension [UInt8] {
    init(hex: String) throws {
        guard hex.utf8.count % 2 == 0 else { throw CocoaError(.formatting) }
        let text = Array(hex.utf8)
        self = try stride(from: 0, to: text.count, by: 2).map {
            guard let byte = UInt8(String(decoding: text[$0..<$0 + 2], as: UTF8.self), radix: 16) else {
                throw CocoaError(.formatting)
            }
            return byte
        }
    }
}
