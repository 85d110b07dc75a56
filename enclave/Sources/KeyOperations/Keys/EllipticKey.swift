internal import Crypto
internal import EnclaveProtocol

/// A private key on a NIST curve: ECDSA (FIPS 186-5) and ECDH (SP 800-56A, x-coordinate as the secret).
struct EllipticKey<Curve: NamedCurve>: KeyMaterial {
    private let key: Curve.SigningKey

    /// A new key. Compact representability would cost a second generation half of the time, and nothing here needs it.
    init() {
        key = Curve.SigningKey(compactRepresentable: false)
    }

    /// The scalar, big-endian, padded to the curve's length; out of 1..<n is refused.
    init(scalar: [UInt8]) throws(KeyError) {
        guard scalar.count == Curve.coordinateLength else { throw .privateKeyInvalid(Curve.algorithm) }
        do { key = try Curve.SigningKey(rawRepresentation: scalar) } catch {
            throw .privateKeyInvalid(Curve.algorithm)
        }
    }

    var algorithm: KeyAlgorithm { Curve.algorithm }
    var stored: [UInt8] { Array(key.rawRepresentation) }
    var publicKeySPKI: [UInt8]? { Array(key.publicKey.derRepresentation) }
    var pkcs8: [UInt8]? { Array(key.derRepresentation) }
    var defaultSignature: SignatureAlgorithm? { .ecdsa(Curve.naturalHash) }

    /// The public point, uncompressed (SEC 1 §2.3.3).
    var publicPoint: [UInt8] { Array(key.publicKey.x963Representation) }

    func sign(digest: PreparedDigest, using signature: SignatureAlgorithm) throws(KeyError) -> [UInt8] {
        guard case .ecdsa = signature else { throw .schemeMismatch(algorithm, signature.scheme) }
        do {
            let made =
                switch digest {
                case .sha256(let digest): try key.signature(for: digest)
                case .sha384(let digest): try key.signature(for: digest)
                case .sha512(let digest): try key.signature(for: digest)
                }
            return ECDSASignatureDER.encode(raw: Array(made.rawRepresentation))
        } catch {
            throw .libraryFailure(.sign)
        }
    }

    func sharedSecret(withPublicKeySPKI spki: [UInt8]) throws(KeyError) -> [UInt8] {
        guard SubjectPublicKey.isPoint(spki, on: algorithm),
            let peer = try? Curve.AgreementKey.PublicKey(derRepresentation: spki)
        else { throw .peerKeyInvalid }
        do {
            let own = try Curve.AgreementKey(rawRepresentation: key.rawRepresentation)
            let secret = try own.sharedSecretFromKeyAgreement(with: peer)
            return unsafe secret.withUnsafeBytes { unsafe [UInt8]($0) }
        } catch {
            throw .libraryFailure(.agree)
        }
    }
}
