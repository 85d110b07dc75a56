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
    package var purpose: ObjectIdentifier? {
        switch self {
        case .any: .anyPurpose
        case .serverAuth: .serverAuth
        case .clientAuth: .clientAuth
        case .codeSigning: .codeSigning
        case .emailProtection, .smime: .emailProtection
        case .ipsecEndSystem: .ipsecEndSystem
        case .ipsecTunnel: .ipsecTunnel
        case .ipsecUser: .ipsecUser
        case .timeStamping: .timeStamping
        case .ocspSigning: .ocspSigning
        case .microsoftSGC: .microsoftSGC
        case .netscapeSGC: .netscapeSGC
        default: nil
        }
    }

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
