/// What a certificate is linted as.
package enum LintContext: Sendable {
    /// Only RFC 5280.
    case standalone
    /// An end-entity certificate under a profile and a CA. A key that passed `checkStrength` before need not again:
    /// reading a point costs a tenth of a certificate.
    case leaf(profile: CertificateProfile, authority: Certificate, strongKey: SubjectPublicKey? = nil)
    /// A CA certificate; no issuer for a self-signed root.
    case authority(issuer: Certificate?)

    var profile: CertificateProfile? {
        if case .leaf(let profile, _, _) = self { profile } else { nil }
    }

    /// Whether nothing speaks against the key.
    func isStrong(_ key: SubjectPublicKey) -> Bool {
        if case .leaf(_, _, let strong?) = self, strong.der == key.der { return true }
        return key.weakness == nil
    }

    var issuer: Certificate? {
        switch self {
        case .standalone: nil
        case .leaf(_, let authority, _): authority
        case .authority(let issuer): issuer
        }
    }
}
