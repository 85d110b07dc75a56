public import EnclaveProtocol

/// A signature algorithm this module verifies and writes. SHA-1 and MD5 do not exist here.
public enum SignatureAlgorithm: Hashable, Sendable {
    case ecdsa(HashAlgorithm)
    case pkcs1(HashAlgorithm)
    /// RSASSA-PSS: MGF1 with the same hash, salt as long as the digest (RFC 4055 §3.1).
    case pss(HashAlgorithm)
    case ed25519

    /// What a key of this algorithm signs certificates with: ECDSA with the hash of its curve, RSA with
    /// sha256WithRSAEncryption, Ed25519. Nil for keys that do not sign.
    public init?(signingWith key: KeyAlgorithm) {
        switch key {
        case .p256: self = .ecdsa(.sha256)
        case .p384: self = .ecdsa(.sha384)
        case .p521: self = .ecdsa(.sha512)
        case .ed25519: self = .ed25519
        case .rsa2048, .rsa3072, .rsa4096: self = .pkcs1(.sha256)
        case .aes256: return nil
        }
    }

    /// Reads an AlgorithmIdentifier.
    /// - Throws: `unsupported` naming what to sign with instead.
    package init(der: [UInt8]) throws(X509Error) {
        if let known = Self.byEncoding[der] {
            self = known
            return
        }
        var outer = DERReader(der)
        var reader = try outer.enter()
        let identifier = try reader.readObjectIdentifier()
        guard identifier == .rsassaPSS else {
            throw .unsupported(
                "Signature algorithm \(identifier) is not accepted: sign with SHA-256 or stronger and ECDSA, RSA or Ed25519."
            )
        }
        self = .pss(try PSSParameters.read(from: &reader))
    }

    /// DER of the AlgorithmIdentifier.
    package var encoded: [UInt8] {
        switch self {
        case .ecdsa(let hash): Self.ecdsa[hash] ?? []
        case .pkcs1(let hash): Self.pkcs1[hash] ?? []
        case .pss(let hash): PSSParameters.encodedAlgorithm(hash)
        case .ed25519: Self.ed25519Encoded
        }
    }

    private static let ed25519Encoded = identifier(.ed25519, null: false)
    private static let ecdsa: [HashAlgorithm: [UInt8]] = [
        .sha256: identifier(.ecdsaWithSHA256, null: false), .sha384: identifier(.ecdsaWithSHA384, null: false),
        .sha512: identifier(.ecdsaWithSHA512, null: false),
    ]
    private static let pkcs1: [HashAlgorithm: [UInt8]] = [
        .sha256: identifier(.sha256WithRSA, null: true), .sha384: identifier(.sha384WithRSA, null: true),
        .sha512: identifier(.sha512WithRSA, null: true),
    ]
    private static let byEncoding: [[UInt8]: SignatureAlgorithm] = {
        var table: [[UInt8]: SignatureAlgorithm] = [ed25519Encoded: .ed25519]
        for (hash, encoding) in ecdsa { table[encoding] = .ecdsa(hash) }
        for (hash, encoding) in pkcs1 { table[encoding] = .pkcs1(hash) }
        return table
    }()

    private static func identifier(_ algorithm: ObjectIdentifier, null: Bool) -> [UInt8] {
        DERWriter.encode(capacity: 16) { writer in
            writer.constructed { writer in
                writer.objectIdentifier(algorithm)
                if null { writer.element(DERTag.null, []) }
            }
        }
    }
}
