internal import Crypto

/// The enclave's session key: P-256, for HPKE only.
public struct SessionPrivateKey: Sendable {
    let key: P256.KeyAgreement.PrivateKey

    /// A new key.
    package init() { key = P256.KeyAgreement.PrivateKey(compactRepresentable: false) }

    /// A key from its 32-byte scalar, or nil when that is none.
    package init?(stored: [UInt8]) {
        guard let key = try? P256.KeyAgreement.PrivateKey(rawRepresentation: stored) else { return nil }
        self.key = key
    }

    /// The 32-byte scalar, for the sealed journal.
    package var stored: [UInt8] { Array(key.rawRepresentation) }

    /// The uncompressed point, 65 bytes (X9.63).
    public var publicKey: [UInt8] { Array(key.publicKey.x963Representation) }
}
