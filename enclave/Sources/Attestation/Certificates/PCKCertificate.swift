internal import X509Core

/// The certificate of one machine's provisioning certification key, verified under its CA.
struct PCKCertificate: Sendable {
    let certificate: Certificate
    let platform: PCKExtension
    let key: P256Key

    /// Checks form, name and signature; dates and revocation are the caller's.
    init(_ certificate: Certificate, authority: PCKAuthority) throws(AppraisalError) {
        try CertificateRules.check(
            certificate, as: .pckLeaf, issuer: authority.certificate.content.subject, key: authority.key)
        let platform = try AppraisalError.reading("The PCK certificate", as: .untrustedChain) { () throws(X509Error) in
            try PCKExtension(of: certificate)
        }
        guard let platform else { throw CertificateRules.fault(.pckLeaf, "has no SGX extension") }
        guard let key = P256Key(certificate.content.publicKey) else {
            throw CertificateRules.fault(.pckLeaf, "has no P-256 key")
        }
        self.certificate = certificate
        self.platform = platform
        self.key = key
    }
}

/// One of Intel's two CAs for PCK certificates, verified under the root.
struct PCKAuthority: Sendable {
    let certificate: Certificate
    let key: P256Key

    init(_ certificate: Certificate, root: DCAPRoot) throws(AppraisalError) {
        try CertificateRules.check(
            certificate, as: .pckAuthority, issuer: root.certificate.content.subject, key: root.key)
        guard let key = P256Key(certificate.content.publicKey) else {
            throw CertificateRules.fault(.pckAuthority, "has no P-256 key")
        }
        self.certificate = certificate
        self.key = key
    }

    /// `platform` or `processor`, as a provisioning cache calls them.
    var name: String {
        certificate.content.subject.commonName == CertificateRole.pckAuthority.commonNames.first
            ? "platform" : "processor"
    }

    /// Whether this is the same CA: another certificate of the same name and key.
    func isSame(as other: PCKAuthority) -> Bool {
        certificate.content.subject == other.certificate.content.subject
            && certificate.content.publicKey == other.certificate.content.publicKey
    }
}
