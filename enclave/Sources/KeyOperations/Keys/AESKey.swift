internal import Crypto
internal import EnclaveProtocol

/// A 256-bit symmetric key for `wrap`.
struct AESKey: KeyMaterial {
    let key: SymmetricKey

    init() { key = SymmetricKey(size: .bits256) }

    init(bytes: [UInt8]) throws(KeyError) {
        guard bytes.count == 32 else { throw .privateKeyInvalid(.aes256) }
        key = SymmetricKey(data: bytes)
    }

    var algorithm: KeyAlgorithm { .aes256 }
    var stored: [UInt8] { unsafe key.withUnsafeBytes { unsafe [UInt8]($0) } }
    var publicKeySPKI: [UInt8]? { nil }
    var pkcs8: [UInt8]? { nil }
    var defaultSignature: SignatureAlgorithm? { nil }

    func sign(message: [UInt8], using signature: SignatureAlgorithm) throws(KeyError) -> [UInt8] {
        throw .operationMismatch(algorithm, .sign)
    }
}
