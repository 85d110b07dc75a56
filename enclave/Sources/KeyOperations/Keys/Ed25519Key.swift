internal import Crypto
internal import EnclaveProtocol

/// An Ed25519 private key (RFC 8032). Signs whole messages only.
struct Ed25519Key: KeyMaterial {
    private let key: Curve25519.Signing.PrivateKey

    init() { key = Curve25519.Signing.PrivateKey() }

    /// The 32-byte seed.
    init(seed: [UInt8]) throws(KeyError) {
        guard seed.count == 32, let key = try? Curve25519.Signing.PrivateKey(rawRepresentation: seed) else {
            throw .privateKeyInvalid(.ed25519)
        }
        self.key = key
    }

    var algorithm: KeyAlgorithm { .ed25519 }
    var stored: [UInt8] { Array(key.rawRepresentation) }
    var publicKeySPKI: [UInt8]? { Self.spkiPrefix + publicKey }
    var pkcs8: [UInt8]? { Self.pkcs8Prefix + stored }
    var defaultSignature: SignatureAlgorithm? { .eddsa }
    var publicKey: [UInt8] { Array(key.publicKey.rawRepresentation) }

    func sign(message: [UInt8], using signature: SignatureAlgorithm) throws(KeyError) -> [UInt8] {
        guard signature == .eddsa else { throw .schemeMismatch(algorithm, signature.scheme) }
        do { return Array(try key.signature(for: message)) } catch { throw .libraryFailure(.sign) }
    }

    func sign(digest: PreparedDigest, using signature: SignatureAlgorithm) throws(KeyError) -> [UInt8] {
        throw .digestRefused(algorithm)
    }

    /// SEQUENCE { SEQUENCE { 1.3.101.112 }, BIT STRING } up to the 32 key bytes (RFC 8410 §4).
    static let spkiPrefix: [UInt8] = [0x30, 0x2A, 0x30, 0x05, 0x06, 0x03, 0x2B, 0x65, 0x70, 0x03, 0x21, 0x00]
    /// PKCS#8 version 0 up to the 32 seed bytes (RFC 8410 §7).
    private static let pkcs8Prefix: [UInt8] = [
        0x30, 0x2E, 0x02, 0x01, 0x00, 0x30, 0x05, 0x06, 0x03, 0x2B, 0x65, 0x70, 0x04, 0x22, 0x04, 0x20,
    ]
}
