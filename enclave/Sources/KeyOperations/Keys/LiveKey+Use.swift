package import EnclaveProtocol

extension LiveKey {
    /// Signs a message: DER for ECDSA, the raw signature for EdDSA and RSA.
    package func sign(message: [UInt8], using signature: SignatureAlgorithm) throws(KeyError) -> [UInt8] {
        try material.sign(message: message, using: signature)
    }

    /// Signs a digest that the caller computed with the signature's hash; Ed25519 refuses digests.
    package func sign(digest: [UInt8], using signature: SignatureAlgorithm) throws(KeyError) -> [UInt8] {
        guard let hash = signature.hash else { throw .digestRefused(algorithm) }
        return try material.sign(digest: PreparedDigest(bytes: digest, of: hash), using: signature)
    }

    package func sign(message: [UInt8], scheme: SignatureScheme, hash: HashAlgorithm?) throws(KeyError) -> [UInt8] {
        try sign(message: message, using: SignatureAlgorithm(scheme: scheme, hash: hash))
    }

    package func sign(digest: [UInt8], scheme: SignatureScheme, hash: HashAlgorithm?) throws(KeyError) -> [UInt8] {
        try sign(digest: digest, using: SignatureAlgorithm(scheme: scheme, hash: hash))
    }

    /// The raw ECDH secret (x-coordinate) with a peer's DER SubjectPublicKeyInfo on the same curve; for `receive`.
    package func sharedSecret(withPublicKeySPKI spki: [UInt8]) throws(KeyError) -> [UInt8] {
        try material.sharedSecret(withPublicKeySPKI: spki)
    }

    /// Opens an RSAES-OAEP ciphertext with an empty label; for `receive`. Every failure is the same error.
    package func decryptOAEP(_ ciphertext: [UInt8], hash: OAEPHash) throws(KeyError) -> [UInt8] {
        try material.decryptOAEP(ciphertext, hash: hash)
    }
}
