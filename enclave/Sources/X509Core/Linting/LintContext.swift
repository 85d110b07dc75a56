/// What a certificate is linted as.
package enum LintContext: Sendable {
    /// Only RFC 5280.
    case standalone
    /// An end-entity certificate under a profile and a CA.
    case leaf(profile: CertificateProfile, authority: Certificate)
    /// A CA certificate; no issuer for a self-signed root.
    case authority(issuer: Certificate?)

    var profile: CertificateProfile? {
        if case .leaf(let profile, _) = self { profile } else { nil }
    }

    var issuer: Certificate? {
        switch self {
        case .standalone: nil
        case .leaf(_, let authority): authority
        case .authority(let issuer): issuer
        }
    }
}
