/// The bits of RFC 5280 §4.2.1.3; bit n of the BIT STRING is bit n of `rawValue`.
public struct KeyUsage: OptionSet, Hashable, Sendable {
    /// Bit n of the BIT STRING as bit n.
    public let rawValue: UInt16

    /// From bits as in `rawValue`.
    public init(rawValue: UInt16) {
        self.rawValue = rawValue
    }

    /// Signatures other than on certificates and CRLs.
    public static let digitalSignature = KeyUsage(rawValue: 1 << 0)
    /// Signatures that cannot be repudiated.
    public static let contentCommitment = KeyUsage(rawValue: 1 << 1)
    /// Encrypting keys (RSA).
    public static let keyEncipherment = KeyUsage(rawValue: 1 << 2)
    /// Encrypting data without a symmetric key.
    public static let dataEncipherment = KeyUsage(rawValue: 1 << 3)
    /// Diffie-Hellman.
    public static let keyAgreement = KeyUsage(rawValue: 1 << 4)
    /// Signatures on certificates: only with CA:TRUE.
    public static let certificateSigning = KeyUsage(rawValue: 1 << 5)
    /// Signatures on CRLs.
    public static let crlSigning = KeyUsage(rawValue: 1 << 6)
    /// Key agreement only to encipher.
    public static let encipherOnly = KeyUsage(rawValue: 1 << 7)
    /// Key agreement only to decipher.
    public static let decipherOnly = KeyUsage(rawValue: 1 << 8)

    /// Reads a named BIT STRING: no trailing zero bits, unused bits zero.
    package init(der: [UInt8]) throws(X509Error) {
        var reader = DERReader(der)
        let content = reader.copy(try reader.read(DERTag.bitString).content)
        try reader.finish()
        guard let unused = content.first, unused < 8, content.count <= 3, content.count > 1 || unused == 0 else {
            throw .malformed("A key usage is not a BIT STRING of at most 9 bits")
        }
        var bits: UInt16 = 0
        for (index, octet) in content.dropFirst().enumerated() {
            for bit in 0..<8 where octet & (0x80 >> bit) != 0 {
                guard index * 8 + bit < 9 else { throw .malformed("A key usage has unknown bits") }
                bits |= 1 << (index * 8 + bit)
            }
        }
        self.init(rawValue: bits)
        guard der == encoded else { throw .malformed("A key usage is not minimal") }
    }

    /// DER, minimal.
    package var encoded: [UInt8] {
        guard rawValue != 0 else { return [DERTag.bitString, 1, 0] }
        let highest = 15 - rawValue.leadingZeroBitCount
        var octets: [UInt8] = [UInt8(7 - highest % 8)] + [UInt8](repeating: 0, count: highest / 8 + 1)
        for bit in 0...highest where rawValue & (1 << bit) != 0 { octets[1 + bit / 8] |= 0x80 >> UInt8(bit % 8) }
        return [DERTag.bitString, UInt8(octets.count)] + octets
    }
}

extension KeyUsage {
    /// What a key of this kind can do: RFC 8813 §3 for curves, RFC 4055 §1.2 for RSA, RFC 9295 §3 for Ed25519.
    package static func possible(for kind: SubjectPublicKey.Kind) -> KeyUsage {
        let signatures: KeyUsage = [.digitalSignature, .contentCommitment, .certificateSigning, .crlSigning]
        return switch kind {
        case .p256, .p384, .p521: signatures.union([.keyAgreement, .encipherOnly, .decipherOnly])
        case .rsa: signatures.union([.keyEncipherment, .dataEncipherment])
        case .ed25519, .unsupported: signatures
        }
    }
}
