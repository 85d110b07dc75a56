internal import EnclaveProtocol
internal import KeyOperations

extension ReceiveMechanism {
    /// The payload that was wrapped to `key`: first a key-encryption key by RSA-OAEP or ECDH, then AES-KWP under it.
    func unwrap(_ wrapped: [UInt8], with key: LiveKey) throws(KeyError) -> [UInt8] {
        switch self {
        case .rsaOAEPKeyWrapPadded:
            guard let length = key.algorithm.rsaBits.map({ $0 / 8 }), wrapped.count > length else {
                throw .unwrapFailed
            }
            let kek = try key.decryptOAEP(Array(wrapped[..<length]), hash: .sha256)
            return try KeyWrap(keyBytes: kek).unwrapPadded(Array(wrapped[length...]))
        case .ecdhKeyWrapPadded:
            var reader = WireReader(wrapped)
            guard let ephemeral = try? reader.data(limit: 512) else { throw .unwrapFailed }
            let kek = X963KeyDerivation.key(from: try key.sharedSecret(withPublicKeySPKI: ephemeral))
            return try KeyWrap(keyBytes: kek).unwrapPadded(reader.rest())
        }
    }
}
