internal import ArgumentParser
internal import Crypto
internal import EnclaveProtocol

/// A KMS v2 key id as kube-apiserver's metrics name it: `sha256:` and the hexadecimal SHA-256 of the id.
struct KeyHash: Equatable, ExpressibleByArgument, Sendable {
    let text: String

    /// The hash of a key id.
    init(ofKeyID id: String) {
        self.init(text: Self.prefix + Hex.encode(Array(SHA256.hash(data: Array(id.utf8)))))
    }

    /// A key id, or its hash as the metrics write it.
    init?(argument: String) {
        guard !argument.isEmpty else { return nil }
        if argument.hasPrefix(Self.prefix) {
            self.init(text: argument)
        } else {
            self.init(ofKeyID: argument)
        }
    }

    private init(text: String) { self.text = text }

    private static let prefix = "sha256:"
}
