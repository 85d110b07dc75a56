internal import EnclaveProtocol
internal import FoundationEssentials

/// The bytes that the enclave authenticates with a message besides its ciphertext: which API it came by, the key id and
/// the annotations. The API server stores those in clear and does not authenticate them.
///
/// A label, then each part with its length before it (4 bytes, big-endian), annotations in the order of their names.
struct WrapContext: Hashable, Sendable {
    let bytes: [UInt8]

    private init(label: String, parts: [[UInt8]]) {
        var writer = WireWriter()
        writer.fixed(label.utf8)
        for part in parts { writer.data(part) }
        bytes = writer.bytes
    }

    /// Of a message of version 2.
    static func v2(_ keyID: String, annotations: [String: Data]) -> Self {
        let ordered = annotations.sorted { $0.key.utf8.lexicographicallyPrecedes($1.key.utf8) }
        let parts = [Array(keyID.utf8)] + ordered.flatMap { [Array($0.key.utf8), Array($0.value)] }
        return Self(label: "casemate/kms/v2", parts: parts)
    }

    /// Of a message of version 1, which has neither key id nor annotations beside it.
    static func v1beta1(_ keyID: String) -> Self {
        Self(label: "casemate/kms/v1beta1", parts: [Array(keyID.utf8)])
    }
}
