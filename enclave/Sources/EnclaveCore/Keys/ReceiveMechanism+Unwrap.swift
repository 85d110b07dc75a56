internal import Crypto
internal import EnclaveProtocol
internal import KeyOperations

extension ReceiveMechanism {
    /// The payload that was wrapped to `key`: directly where it is an AES key, else under one sent by RSA-OAEP or ECDH.
    func unwrap(_ wrapped: [UInt8], with key: LiveKey) throws(KeyError) -> [UInt8] {
        switch self {
        case .rsaOAEPKeyWrapPadded:
            let (kek, payload) = try Self.transported(wrapped, by: key, hash: .sha256)
            return try KeyWrap(keyBytes: kek).unwrapPadded(payload)
        case .rsaOAEPKeyWrap:
            let (kek, payload) = try Self.transported(wrapped, by: key, hash: .sha256)
            return try KeyWrap(keyBytes: kek).unwrap(payload)
        case .rsaOAEPSHA1KeyWrapPadded:
            let (kek, payload) = try Self.transported(wrapped, by: key, hash: .sha1)
            return try KeyWrap(keyBytes: kek).unwrapPadded(payload)
        case .rsaOAEPSHA1GCM:
            let (kek, payload) = try Self.transported(wrapped, by: key, hash: .sha1)
            return try Self.decrypted(payload, under: kek)
        case .ecdhKeyWrapPadded:
            var reader = WireReader(wrapped)
            guard let ephemeral = try? reader.data(limit: 512) else { throw .unwrapFailed }
            let kek = X963KeyDerivation.key(from: try key.sharedSecret(withPublicKeySPKI: ephemeral))
            return try KeyWrap(keyBytes: kek).unwrapPadded(reader.rest())
        case .keyWrapPadded: return try KeyWrap(key).unwrapPadded(wrapped)
        case .keyWrap: return try KeyWrap(key).unwrap(wrapped)
        }
    }

    /// The AES key that came by RSA-OAEP, and what follows it.
    private static func transported(
        _ wrapped: [UInt8], by key: LiveKey, hash: OAEPHash
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
