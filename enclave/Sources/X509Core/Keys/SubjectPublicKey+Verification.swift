internal import Crypto
internal import CryptoExtras
internal import EnclaveProtocol

extension SubjectPublicKey {
    /// Whether `signature` (as X.509 carries it) is this key's over `message`. False also for keys that cannot be read.
    public func isValidSignature(
        _ signature: [UInt8], over message: ArraySlice<UInt8>, algorithm: SignatureAlgorithm
    ) -> Bool {
        switch (kind, algorithm) {
        case (.p256, .ecdsa(let hash)):
            guard let key = try? P256.Signing.PublicKey(x963Representation: keyBits),
                let value = try? P256.Signing.ECDSASignature(derRepresentation: signature)
            else { return false }
            return withDigest(hash, of: message) { key.isValidSignature(value, for: $0) }
        case (.p384, .ecdsa(let hash)):
            guard let key = try? P384.Signing.PublicKey(x963Representation: keyBits),
                let value = try? P384.Signing.ECDSASignature(derRepresentation: signature)
            else { return false }
            return withDigest(hash, of: message) { key.isValidSignature(value, for: $0) }
        case (.p521, .ecdsa(let hash)):
            guard let key = try? P521.Signing.PublicKey(x963Representation: keyBits),
                let value = try? P521.Signing.ECDSASignature(derRepresentation: signature)
            else { return false }
            return withDigest(hash, of: message) { key.isValidSignature(value, for: $0) }
        case (.ed25519, .ed25519):
            let key = try? Curve25519.Signing.PublicKey(rawRepresentation: keyBits)
            return key?.isValidSignature(signature, for: message) ?? false
        case (.rsa, .pkcs1(let hash)):
            return isValidRSA(signature, over: message, hash: hash, padding: .insecurePKCS1v1_5)
        case (.rsa, .pss(let hash)):
            return isValidRSA(signature, over: message, hash: hash, padding: .PSS)
        default:
            return false
        }
    }

    private func isValidRSA(
        _ signature: [UInt8], over message: ArraySlice<UInt8>, hash: HashAlgorithm, padding: _RSA.Signing.Padding
    ) -> Bool {
        // The length is judged by `checkStrength`; below 2048 bits this import fails by itself.
        guard let key = try? _RSA.Signing.PublicKey(derRepresentation: keyBits) else { return false }
        let value = _RSA.Signing.RSASignature(rawRepresentation: signature)
        return withDigest(hash, of: message) { key.isValidSignature(value, for: $0, padding: padding) }
    }

    private func withDigest(
        _ hash: HashAlgorithm, of message: ArraySlice<UInt8>, _ body: (any Digest) -> Bool
    ) -> Bool {
        switch hash {
        case .sha256: body(SHA256.hash(data: message))
        case .sha384: body(SHA384.hash(data: message))
        case .sha512: body(SHA512.hash(data: message))
        }
    }
}
