internal import Crypto
internal import CryptoExtras
internal import EnclaveProtocol

/// An RSA private key of 2048, 3072 or 4096 bits (RFC 8017).
struct RSAKey: KeyMaterial {
    let algorithm: KeyAlgorithm
    private let key: _RSA.Signing.PrivateKey

    /// A new key with e = 65537. Blocks for 30 ms to a second: not for a thread that others wait on.
    init(generating algorithm: KeyAlgorithm) throws(KeyError) {
        guard let bits = algorithm.rsaBits else { throw .operationMismatch(algorithm, .generate) }
        do { key = try _RSA.Signing.PrivateKey(keySize: .init(bitCount: bits)) } catch {
            throw .libraryFailure(.generate)
        }
        self.algorithm = algorithm
    }

    /// DER PKCS#1. The library checks n = p·q, d·e ≡ 1 and the CRT numbers (`RSA_check_key`).
    init(pkcs1: [UInt8], expecting algorithm: KeyAlgorithm? = nil) throws(KeyError) {
        guard let key = try? _RSA.Signing.PrivateKey(derRepresentation: pkcs1),
            let exponent = try? key.publicKey.getKeyPrimitives().publicExponent
        else { throw .privateKeyInvalid(algorithm ?? .rsa2048) }
        guard let size = KeyAlgorithm.allCases.first(where: { $0.rsaBits == key.keySizeInBits }) else {
            throw .rsaModulus(bits: key.keySizeInBits)
        }
        guard algorithm == nil || algorithm == size else { throw .privateKeyInvalid(size) }
        guard Self.isSane(exponent: Array(exponent)) else { throw .rsaExponent }
        self.key = key
        self.algorithm = size
    }

    var stored: [UInt8] { Array(key.derRepresentation) }
    var publicKeySPKI: [UInt8]? { Array(key.publicKey.derRepresentation) }
    var pkcs8: [UInt8]? { Array(key.pkcs8DERRepresentation) }
    var defaultSignature: SignatureAlgorithm? { .pkcs1(.sha256) }

    func sign(digest: PreparedDigest, using signature: SignatureAlgorithm) throws(KeyError) -> [UInt8] {
        guard let padding = signature.rsaPadding else { throw .schemeMismatch(algorithm, signature.scheme) }
        do {
            let made =
                switch digest {
                case .sha256(let digest): try key.signature(for: digest, padding: padding)
                case .sha384(let digest): try key.signature(for: digest, padding: padding)
                case .sha512(let digest): try key.signature(for: digest, padding: padding)
                }
            return Array(made.rawRepresentation)
        } catch {
            throw .libraryFailure(.sign)
        }
    }

    func decryptOAEP(_ ciphertext: [UInt8], hash: OAEPHash) throws(KeyError) -> [UInt8] {
        guard ciphertext.count * 8 == key.keySizeInBits else { throw .decryptionFailed }
        do {
            // Imported for each use: `receive` is rare, and a second object would double what a held key costs.
            let decrypting = try _RSA.Encryption.PrivateKey(derRepresentation: key.derRepresentation)
            return Array(try decrypting.decrypt(ciphertext, padding: hash.padding))
        } catch {
            throw .decryptionFailed
        }
    }

    // FIPS 186-5 §5.4: odd and above 2^16. The library's own ceiling is 2^33.
    private static func isSane(exponent: [UInt8]) -> Bool {
        let value = exponent.prefix(8).reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
        return exponent.count <= 8 && value & 1 == 1 && value >= 65537
    }
}

extension SignatureAlgorithm {
    var rsaPadding: _RSA.Signing.Padding? {
        switch self {
        case .pkcs1: .insecurePKCS1v1_5
        case .pss: .PSS
        case .ecdsa, .eddsa: nil
        }
    }
}

extension OAEPHash {
    var padding: _RSA.Encryption.Padding {
        switch self {
        case .sha1: .PKCS1_OAEP
        case .sha256: .PKCS1_OAEP_SHA256
        }
    }
}
