internal import Crypto
public import EnclaveProtocol

/// A SubjectPublicKeyInfo. Reading is lenient so that a refusal can name the reason; `checkStrength` decides.
public struct SubjectPublicKey: Hashable, Sendable {
    /// What kind of key.
    public enum Kind: Hashable, Sendable {
        case p256, p384, p521, ed25519
        /// Modulus length in bits.
        case rsa(bits: Int)
        /// Anything else; no signature of it verifies.
        case unsupported(ObjectIdentifier)
    }

    /// DER of the whole SubjectPublicKeyInfo, as received.
    public let der: [UInt8]
    /// What kind of key.
    public let kind: Kind
    /// Octets of the BIT STRING.
    package let keyBits: [UInt8]
    /// Whether the AlgorithmIdentifier is one of the known kinds, byte for byte.
    package let hasCanonicalHeader: Bool
    let rsa: RSAPublicNumbers?

    /// Reads DER.
    public init(der: [UInt8]) throws(X509Error) {
        var reader = DERReader(der)
        try self.init(from: &reader)
        try reader.finish()
    }

    package init(from outer: inout DERReader) throws(X509Error) {
        let element = try outer.read(DERTag.sequence)
        var reader = DERReader(outer.bytes, element.content)
        let algorithm = try reader.read(DERTag.sequence)
        let bits = try reader.readOctetAlignedBitString()
        try reader.finish()
        der = outer.copy(element.range)
        keyBits = outer.copy(bits)
        let header = outer.copy(algorithm.range)
        if let known = Self.headers.first(where: { $0.encoding == header }) {
            hasCanonicalHeader = true
            rsa = known.kind == .rsa(bits: 0) ? try RSAPublicNumbers(der: keyBits) : nil
            kind = rsa.map { .rsa(bits: $0.bits) } ?? known.kind
        } else {
            var inside = DERReader(outer.bytes, algorithm.content)
            hasCanonicalHeader = false
            rsa = nil
            kind = .unsupported(try inside.readObjectIdentifier())
        }
    }

    /// From the raw form crypto libraries give: X9.63 uncompressed point, 32 octets of Ed25519, or PKCS#1 DER for RSA.
    public init(algorithm: KeyAlgorithm, rawRepresentation: [UInt8]) throws(X509Error) {
        guard let kind = Kind(algorithm), let header = Self.headers.first(where: { $0.kind == kind.withoutLength })
        else {
            throw .unsupported("A key of algorithm \(algorithm.name) has no public half.")
        }
        let der = DERWriter.encode { writer in
            writer.constructed { writer in
                writer.raw(header.encoding)
                writer.bitString(rawRepresentation)
            }
        }
        try self.init(der: der)
        try checkStrength()
    }

    /// SHA-256 of the key bits, leftmost 160 bits (RFC 7093 §2 method 1).
    package var keyIdentifier: [UInt8] {
        Array(SHA256.hash(data: keyBits).prefix(20))
    }

    private static let headers: [(encoding: [UInt8], kind: Kind)] = [
        (header(.ecPublicKey) { $0.objectIdentifier(.p256) }, .p256),
        (header(.rsaEncryption) { $0.element(DERTag.null, []) }, .rsa(bits: 0)),
        (header(.ed25519) { _ in }, .ed25519),
        (header(.ecPublicKey) { $0.objectIdentifier(.p384) }, .p384),
        (header(.ecPublicKey) { $0.objectIdentifier(.p521) }, .p521),
    ]

    private static func header(_ algorithm: ObjectIdentifier, _ parameters: (inout DERWriter) -> Void) -> [UInt8] {
        DERWriter.encode(capacity: 24) { writer in
            writer.constructed { writer in
                writer.objectIdentifier(algorithm)
                parameters(&writer)
            }
        }
    }
}

extension SubjectPublicKey.Kind {
    /// The kind of a key made for this algorithm; nil for one without a public half.
    package init?(_ algorithm: KeyAlgorithm) {
        switch algorithm {
        case .p256: self = .p256
        case .p384: self = .p384
        case .p521: self = .p521
        case .ed25519: self = .ed25519
        case .rsa2048, .rsa3072, .rsa4096: self = .rsa(bits: algorithm.rsaBits ?? 0)
        case .aes256: return nil
        }
    }

    fileprivate var withoutLength: Self {
        if case .rsa = self { .rsa(bits: 0) } else { self }
    }
}
