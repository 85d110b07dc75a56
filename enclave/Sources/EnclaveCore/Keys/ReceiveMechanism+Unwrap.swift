internal import Crypto
internal import EnclaveProtocol
internal import KeyOperations

extension ReceiveMechanism {
    /// The payload that was wrapped to `key`: first a key-encryption key by RSA-OAEP or ECDH, then the payload under it.
    func unwrap(_ wrapped: [UInt8], with key: LiveKey) throws(KeyError) -> [UInt8] {
        switch self {
        case .rsaOAEPKeyWrapPadded:
            let (kek, payload) = try Self.opened(wrapped, with: key, hash: .sha256)
            return try KeyWrap(keyBytes: kek).unwrapPadded(payload)
        case .rsaOAEPSHA1KeyWrapPadded:
            let (kek, payload) = try Self.opened(wrapped, with: key, hash: .sha1)
            return try KeyWrap(keyBytes: kek).unwrapPadded(payload)
        case .rsaOAEPSHA1GCM:
            let (kek, payload) = try Self.opened(wrapped, with: key, hash: .sha1)
            return try Self.decrypted(payload, under: kek)
        case .ecdhKeyWrapPadded:
            var reader = WireReader(wrapped)
            guard let ephemeral = try? reader.data(limit: 512) else { throw .unwrapFailed }
            let kek = X963KeyDerivation.key(from: try key.sharedSecret(withPublicKeySPKI: ephemeral))
            return try KeyWrap(keyBytes: kek).unwrapPadded(reader.rest())
        }
    }

    /// The key-encryption key, which RSA carries in front, and what is under it.
    private static func opened(
        _ wrapped: [UInt8], with key: LiveKey, hash: OAEPHash
    ) throws(KeyError) -> (kek: [UInt8], payload: [UInt8]) {
        guard let length = key.algorithm.rsaBits.map({ $0 / 8 }), wrapped.count > length else { throw .unwrapFailed }
        return (try key.decryptOAEP(Array(wrapped[..<length]), hash: hash), Array(wrapped[length...]))
    }

    /// Nonce (12), ciphertext, tag (16).
    private static func decrypted(_ payload: [UInt8], under key: [UInt8]) throws(KeyError) -> [UInt8] {
        guard [16, 24, 32].contains(key.count), let box = try? AES.GCM.SealedBox(combined: payload),
            let plaintext = try? AES.GCM.open(box, using: SymmetricKey(data: key))
        else { throw .unwrapFailed }
        return Array(plaintext)
    }
}
