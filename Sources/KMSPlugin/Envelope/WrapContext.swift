internal import EnclaveProtocol
internal import FoundationEssentials

/// The bytes that the enclave authenticates with a message besides its ciphertext: which API it came by, the key id and
/// the annotations. The API server stores those in clear and does not authenticate them.
///
/// A label, then each part with its length before it (4 bytes, big-endian), annotations in the order of their names.
struct WrapContext: Hashable, Sendable {
    let bytes: [UInt8]

    private init(label: String, keyID: String, annotations: [(name: String, value: Data)] = []) {
        var writer = WireWriter(capacity: 512)
        writer.fixed(label.utf8)
        writer.data(keyID.utf8)
        for annotation in annotations {
            writer.data(annotation.name.utf8)
            writer.data(annotation.value)
        }
        bytes = writer.bytes
    }

    /// Of a message of version 2.
    static func v2(_ keyID: String, annotations: [String: Data]) -> Self {
        let ordered = annotations.sorted { $0.key.utf8.lexicographicallyPrecedes($1.key.utf8) }
        return Self(
            label: "casemate/kms/v2", keyID: keyID, annotations: ordered.map { (name: $0.key, value: $0.value) })
    }

    /// Of a message of version 1, which has neither key id nor annotations beside it.
    static func v1beta1(_ keyID: String) -> Self {
        Self(label: "casemate/kms/v1beta1", keyID: keyID)
    }
}
