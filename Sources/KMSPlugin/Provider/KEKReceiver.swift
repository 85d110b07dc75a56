package import EnclaveProtocol

/// The enclave's `receive` key that a source may wrap a key to.
package struct KEKReceiver: Sendable, Equatable {
    /// Its name in the enclave.
    package let name: String
    /// What it is: RSA or an elliptic curve, or AES-256 that the source holds too.
    package let algorithm: KeyAlgorithm
    /// SubjectPublicKeyInfo, DER; empty for AES-256.
    package let publicKey: [UInt8]

    /// A receiver.
    package init(name: String, algorithm: KeyAlgorithm, publicKey: [UInt8]) {
        self.name = name
        self.algorithm = algorithm
        self.publicKey = publicKey
    }
}
