internal import Crypto
package import EnclaveProtocol

/// A private or symmetric key ready for use. Holds the library's key object, so that no operation pays for an import.
///
/// A plain value without storage or policy: who may use it for what is decided by the caller.
package struct LiveKey: Sendable {
    let material: any KeyMaterial

    init(material: any KeyMaterial) { self.material = material }

    /// A new key, tested once with itself. RSA blocks for up to seconds: run it on a thread of its own.
    package static func generate(_ algorithm: KeyAlgorithm) throws(KeyError) -> LiveKey {
        let material: any KeyMaterial =
            switch algorithm {
            case .p256: EllipticKey<P256>()
            case .p384: EllipticKey<P384>()
            case .p521: EllipticKey<P521>()
            case .ed25519: Ed25519Key()
            case .rsa2048, .rsa3072, .rsa4096: try RSAKey(generating: algorithm)
            case .aes256: AESKey()
            }
        let key = LiveKey(material: material)
        try key.checkConsistency()
        return key
    }

    /// A key from what ``stored`` gave. The numbers are checked, the pairwise test is left to ``checkConsistency()``.
    package init(stored bytes: [UInt8], algorithm: KeyAlgorithm) throws(KeyError) {
        material =
            switch algorithm {
            case .p256: try EllipticKey<P256>(scalar: bytes)
            case .p384: try EllipticKey<P384>(scalar: bytes)
            case .p521: try EllipticKey<P521>(scalar: bytes)
            case .ed25519: try Ed25519Key(seed: bytes)
            case .rsa2048, .rsa3072, .rsa4096: try RSAKey(pkcs1: bytes, expecting: algorithm)
            case .aes256: try AESKey(bytes: bytes)
            }
    }

    package var algorithm: KeyAlgorithm { material.algorithm }

    /// The compact private form for the sealed journal record: scalar, seed, PKCS#1 DER or key bytes.
    package var stored: [UInt8] { material.stored }

    /// DER SubjectPublicKeyInfo; nil for a symmetric key.
    package var publicKeySPKI: [UInt8]? { material.publicKeySPKI }

    /// Canonical DER PKCS#8; nil for a symmetric key.
    package var pkcs8: [UInt8]? { material.pkcs8 }

    /// What the key signs with when a caller asks for nothing; nil for a symmetric key.
    package var defaultSignature: SignatureAlgorithm? { material.defaultSignature }

    /// Signs a known message and verifies it (FIPS 140-3 pairwise consistency); a symmetric key has no pair.
    package func checkConsistency() throws(KeyError) {
        guard let signature = defaultSignature, let spki = publicKeySPKI else { return }
        let message = Array("casemate pairwise consistency".utf8)
        let made = try sign(message: message, using: signature)
        guard try PublicKey(spki: spki).isValid(made, message: message, using: signature) else {
            throw .inconsistent(algorithm)
        }
    }
}
