public import EnclaveProtocol

/// A private key read from a file: checked, in clear, in the one form everything after it takes.
public struct PlainPrivateKey: Sendable {
    /// What the key is for the enclave.
    public let algorithm: KeyAlgorithm
    /// Canonical DER PKCS#8 (RFC 5958).
    public let pkcs8: [UInt8]
    /// DER SubjectPublicKeyInfo of its public half.
    public let publicKeySPKI: [UInt8]

    init(_ material: any KeyMaterial) throws(KeyError) {
        guard let pkcs8 = material.pkcs8, let spki = material.publicKeySPKI else {
            throw .privateKeyInvalid(material.algorithm)
        }
        algorithm = material.algorithm
        self.pkcs8 = pkcs8
        publicKeySPKI = spki
    }
}
