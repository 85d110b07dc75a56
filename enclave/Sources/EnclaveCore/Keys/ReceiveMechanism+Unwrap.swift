internal import EnclaveProtocol
internal import KeyOperations

extension ReceiveMechanism {
    /// The payload that was wrapped to `key`: directly where it is an AES key, else under one sent by RSA-OAEP or ECDH.
    func unwrap(_ wrapped: [UInt8], with key: LiveKey) throws(KeyError) -> [UInt8] {
        switch self {
        case .rsaOAEPKeyWrapPadded:
            let (kek, payload) = try Self.transported(wrapped, by: key)
            return try kek.unwrapPadded(payload)
        case .rsaOAEPKeyWrap:
            let (kek, payload) = try Self.transported(wrapped, by: key)
            return try kek.unwrap(payload)
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
        _ wrapped: [UInt8], by key: LiveKey
    ) throws(KeyError) -> (kek: KeyWrap, payload: [UInt8]) {
        guard let length = key.algorithm.rsaBits.map({ $0 / 8 }), wrapped.count > length else { throw .unwrapFailed }
        let kek = try KeyWrap(keyBytes: key.decryptOAEP(Array(wrapped[..<length]), hash: .sha256))
        return (kek, Array(wrapped[length...]))
    }
}
