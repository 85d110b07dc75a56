internal import EnclaveProtocol

/// The private half of one algorithm. A file an algorithm; what an algorithm cannot do is refused by the defaults below.
protocol KeyMaterial: Sendable {
    var algorithm: KeyAlgorithm { get }
    /// The compact canonical private form that a journal record seals.
    var stored: [UInt8] { get }
    /// DER SubjectPublicKeyInfo; nil for a symmetric key.
    var publicKeySPKI: [UInt8]? { get }
    /// DER PKCS#8 (RFC 5958); nil for a symmetric key.
    var pkcs8: [UInt8]? { get }
    /// What the key signs with when nothing is asked; nil for a symmetric key.
    var defaultSignature: SignatureAlgorithm? { get }

    func sign(message: [UInt8], using signature: SignatureAlgorithm) throws(KeyError) -> [UInt8]
    func sign(digest: PreparedDigest, using signature: SignatureAlgorithm) throws(KeyError) -> [UInt8]
    func sharedSecret(withPublicKeySPKI spki: [UInt8]) throws(KeyError) -> [UInt8]
    func decryptOAEP(_ ciphertext: [UInt8], hash: OAEPHash) throws(KeyError) -> [UInt8]
}

extension KeyMaterial {
    func sign(message: [UInt8], using signature: SignatureAlgorithm) throws(KeyError) -> [UInt8] {
        guard let hash = signature.hash else { throw .schemeMismatch(algorithm, signature.scheme) }
        return try sign(digest: PreparedDigest(hashing: message, with: hash), using: signature)
    }

    func sign(digest: PreparedDigest, using signature: SignatureAlgorithm) throws(KeyError) -> [UInt8] {
        throw .operationMismatch(algorithm, .sign)
    }

    func sharedSecret(withPublicKeySPKI spki: [UInt8]) throws(KeyError) -> [UInt8] {
        throw .operationMismatch(algorithm, .agree)
    }

    func decryptOAEP(_ ciphertext: [UInt8], hash: OAEPHash) throws(KeyError) -> [UInt8] {
        throw .operationMismatch(algorithm, .decrypt)
    }
}

/// The hash of RSAES-OAEP (RFC 8017 §7.1), used for the label and for MGF1. The label is empty.
package enum OAEPHash: Sendable, Hashable, CaseIterable {
    /// For peers that know no other; OAEP's security does not rest on collision resistance.
    case sha1
    case sha256
}
