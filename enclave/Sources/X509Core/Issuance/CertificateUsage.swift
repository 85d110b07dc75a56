/// A usage word of the Kubernetes certificates API, as `--usage` and `spec.usages` write it.
public enum CertificateUsage: String, CaseIterable, Sendable {
    case signing
    case digitalSignature = "digital signature"
    case contentCommitment = "content commitment"
    case keyEncipherment = "key encipherment"
    case keyAgreement = "key agreement"
    case dataEncipherment = "data encipherment"
    case certificateSigning = "cert sign"
    case crlSigning = "crl sign"
    case encipherOnly = "encipher only"
    case decipherOnly = "decipher only"
    case any
    case serverAuth = "server auth"
    case clientAuth = "client auth"
    case codeSigning = "code signing"
    case emailProtection = "email protection"
    case smime = "s/mime"
    case ipsecEndSystem = "ipsec end system"
    case ipsecTunnel = "ipsec tunnel"
    case ipsecUser = "ipsec user"
    case timeStamping = "timestamping"
    case ocspSigning = "ocsp signing"
    case microsoftSGC = "microsoft sgc"
    case netscapeSGC = "netscape sgc"

    /// The key usage bit, or nil for an extended usage.
    package var keyUsage: KeyUsage? {
        switch self {
        case .signing, .digitalSignature: .digitalSignature
        case .contentCommitment: .contentCommitment
        case .keyEncipherment: .keyEncipherment
        case .keyAgreement: .keyAgreement
        case .dataEncipherment: .dataEncipherment
        case .certificateSigning: .certificateSigning
        case .crlSigning: .crlSigning
        case .encipherOnly: .encipherOnly
        case .decipherOnly: .decipherOnly
        default: nil
        }
    }

    /// The extended usage, or nil for a key usage bit.
    package var purpose: ObjectIdentifier? { Self.purposes[self] }

    private static let purposes: [CertificateUsage: ObjectIdentifier] = [
        .any: ObjectIdentifier(known: [0x55, 0x1d, 37, 0]), .serverAuth: .keyPurpose(1), .clientAuth: .keyPurpose(2),
        .codeSigning: .keyPurpose(3), .emailProtection: .keyPurpose(4), .smime: .keyPurpose(4),
        .ipsecEndSystem: .keyPurpose(5), .ipsecTunnel: .keyPurpose(6), .ipsecUser: .keyPurpose(7),
        .timeStamping: .timeStamping, .ocspSigning: .keyPurpose(9),
        .microsoftSGC: ObjectIdentifier(known: [0x2b, 6, 1, 4, 1, 0x82, 0x37, 10, 3, 3]),
        .netscapeSGC: ObjectIdentifier(known: [0x60, 0x86, 0x48, 1, 0x86, 0xf8, 0x42, 4, 1]),
    ]

    /// Reads usage words.
    /// - Throws: `usage` naming the word that is unknown.
    public static func parse(_ words: [String]) throws(X509Error) -> [CertificateUsage] {
        var usages: [CertificateUsage] = []
        for word in words {
            guard let usage = CertificateUsage(rawValue: word.lowercased()) else {
                throw .usage("Unknown usage '\(word)'. Known: \(allCases.map(\.rawValue).joined(separator: ", ")).")
            }
            usages.append(usage)
        }
        return usages
    }
}
