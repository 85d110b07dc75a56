internal import FoundationEssentials

/// The file that `--provider` names: JSON with a `kind`, and beside it what that kind of provider needs.
package struct ProviderFile: Sendable {
    static let sealed = "sealed"
    static let wrapped = "wrapped"

    /// The provider it describes.
    package let provider: any KEKProvider
    /// The enclave's `receive` key that keys are wrapped to, if it names one.
    package let receiver: String?

    private struct Head: Decodable {
        var kind: String
        var receiver: String?
        var leased: Bool?
    }

    private static let longest = 1 << 20

    /// Reads the file; the keys that it lists are read later.
    package init(path: String) throws(KEKProviderError) {
        let head = try Self.decode(Head.self, at: path)
        receiver = head.receiver
        switch head.kind {
        case Self.sealed:
            provider = FileProvider(kind: head.kind, path: path, isLeased: head.leased ?? false)
        case Self.wrapped:
            guard head.receiver != nil else {
                throw KEKProviderError(
                    .malformed, "\(path) names no receiver.",
                    remedy: "Make one with `casemate key generate NAME --purpose receive --algorithm rsa3072`.")
            }
            provider = FileProvider(kind: head.kind, path: path, isLeased: head.leased ?? false)
        case KMIPProvider.kind: provider = try KMIPProvider(Self.decode(KMIPSettings.self, at: path))
        default:
            throw KEKProviderError(
                .malformed, "\(path) names the kind \"\(head.kind.prefix(32))\", which is not known.",
                remedy: "Use \(Self.sealed), \(Self.wrapped) or \(KMIPProvider.kind).")
        }
    }

    /// Reads what a kind of provider needs from the same file.
    package static func decode<Settings: Decodable>(
        _ type: Settings.Type, at path: String
    ) throws(KEKProviderError) -> Settings {
        let bytes = try read(path, limit: longest)
        do {
            return try JSONDecoder().decode(type, from: Data(bytes))
        } catch {
            throw KEKProviderError(
                .malformed, "\(path) is not what a provider file must be.", remedy: "See docs/doors/kms.md.")
        }
    }

    static func read(_ path: String, limit: Int) throws(KEKProviderError) -> [UInt8] {
        let bytes: Data
        do {
            bytes = try Data(contentsOf: URL(filePath: path))
        } catch {
            throw KEKProviderError(.unavailable, "\(path) cannot be read.", remedy: "Check that it is there and whose.")
        }
        guard bytes.count <= limit else { throw KEKProviderError(.malformed, "\(path) is larger than \(limit) bytes.") }
        return Array(bytes)
    }
}
