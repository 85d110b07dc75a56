internal import EnclaveProtocol
internal import SwiftASN1

/// Object identifiers of keys, curves and their encryption (RFC 5480, 8017, 8018, 8410, 7914).
extension ASN1ObjectIdentifier {
    static let rsaKey: Self = [1, 2, 840, 113_549, 1, 1, 1]
    static let ellipticKey: Self = [1, 2, 840, 10045, 2, 1]
    static let ed25519Key: Self = [1, 3, 101, 112]

    static let p256Curve: Self = [1, 2, 840, 10045, 3, 1, 7]
    static let p384Curve: Self = [1, 3, 132, 0, 34]
    static let p521Curve: Self = [1, 3, 132, 0, 35]

    static let pbes2: Self = [1, 2, 840, 113_549, 1, 5, 13]
    static let pbkdf2: Self = [1, 2, 840, 113_549, 1, 5, 12]
    static let scrypt: Self = [1, 3, 6, 1, 4, 1, 11591, 4, 11]
    static let hmacSHA1: Self = [1, 2, 840, 113_549, 2, 7]
    static let hmacSHA256: Self = [1, 2, 840, 113_549, 2, 9]
    static let hmacSHA384: Self = [1, 2, 840, 113_549, 2, 10]
    static let hmacSHA512: Self = [1, 2, 840, 113_549, 2, 11]
    static let aes128CBC: Self = [2, 16, 840, 1, 101, 3, 4, 1, 2]
    static let aes192CBC: Self = [2, 16, 840, 1, 101, 3, 4, 1, 22]
    static let aes256CBC: Self = [2, 16, 840, 1, 101, 3, 4, 1, 42]

    /// The algorithm of a curve's identifier.
    var curve: KeyAlgorithm? {
        switch self {
        case .p256Curve: .p256
        case .p384Curve: .p384
        case .p521Curve: .p521
        default: nil
        }
    }

    /// A name for what is refused, so that its owner knows what to convert; else the dotted numbers.
    var refusalName: String { Self.refusalNames[self] ?? description }

    private static let refusalNames: [Self: String] = [
        [1, 2, 840, 113_549, 1, 1, 10]: "an RSASSA-PSS-only key",
        [1, 2, 840, 10040, 4, 1]: "DSA",
        [1, 2, 840, 113_549, 1, 3, 1]: "Diffie-Hellman",
        [1, 3, 101, 110]: "X25519",
        [1, 3, 101, 111]: "X448",
        [1, 3, 101, 113]: "Ed448",
        [1, 3, 132, 0, 10]: "secp256k1",
        [1, 2, 840, 113_549, 1, 5, 1]: "PBES1 with MD2 and DES",
        [1, 2, 840, 113_549, 1, 5, 3]: "PBES1 with MD5 and DES",
        [1, 2, 840, 113_549, 1, 5, 4]: "PBES1 with MD2 and RC2",
        [1, 2, 840, 113_549, 1, 5, 6]: "PBES1 with MD5 and RC2",
        [1, 2, 840, 113_549, 1, 5, 10]: "PBES1 with SHA-1 and DES",
        [1, 2, 840, 113_549, 1, 5, 11]: "PBES1 with SHA-1 and RC2",
        [1, 2, 840, 113_549, 1, 12, 1, 1]: "PKCS#12 PBE with RC4-128",
        [1, 2, 840, 113_549, 1, 12, 1, 2]: "PKCS#12 PBE with RC4-40",
        [1, 2, 840, 113_549, 1, 12, 1, 3]: "PKCS#12 PBE with 3DES",
        [1, 2, 840, 113_549, 1, 12, 1, 4]: "PKCS#12 PBE with two-key 3DES",
        [1, 2, 840, 113_549, 1, 12, 1, 5]: "PKCS#12 PBE with RC2-128",
        [1, 2, 840, 113_549, 1, 12, 1, 6]: "PKCS#12 PBE with RC2-40",
        [1, 2, 840, 113_549, 3, 7]: "PBES2 with 3DES",
        [1, 2, 840, 113_549, 3, 2]: "PBES2 with RC2",
        [1, 3, 14, 3, 2, 7]: "PBES2 with DES",
        [1, 2, 840, 113_549, 2, 8]: "PBKDF2 with SHA-224",
    ]
}
