internal import X509Core

/// What Intel's certificates have to be, apart from their dates, which every use checks again.
enum CertificateRules {
    /// Checks one link: name, constraints, usage, extensions, algorithm and signature.
    static func check(
        _ certificate: Certificate, as role: CertificateRole, issuer: DistinguishedName, key: P256Key
    ) throws(AppraisalError) {
        try checkContent(certificate, as: role)
        guard certificate.content.issuer == issuer else {
            throw fault(role, "was issued by another CA than the one above it in the chain")
        }
        guard key.isValid(certificate.structure) else {
            throw fault(role, "does not carry its issuer's signature with ECDSA, P-256 and SHA-256")
        }
    }

    /// Everything but who signed.
    static func checkContent(_ certificate: Certificate, as role: CertificateRole) throws(AppraisalError) {
        let content = certificate.content
        guard role == .root || role.commonNames.contains(where: { $0 == content.subject.commonName }) else {
            throw fault(role, "is named \(content.subject)")
        }
        guard content.version == 3 else { throw fault(role, "has version \(content.version), not 3") }
        if let unknown = content.extensions.first(where: { $0.isCritical && !handled.contains($0.identifier) }) {
            throw fault(role, "has the critical extension \(unknown.identifier), which is not known")
        }
        let (constraints, usage) = try extensions(of: certificate, role)
        guard (constraints?.isAuthority ?? false) == role.isAuthority else {
            throw fault(role, role.isAuthority ? "is not a CA" : "is a CA")
        }
        if role == .pckAuthority, let length = constraints?.pathLength, length != 0 {
            throw fault(role, "has a path length of \(length), not 0")
        }
        guard usage?.isSuperset(of: role.usage) ?? !role.isAuthority else {
            throw fault(role, "may not be used to sign what it signed")
        }
    }

    static func fault(_ role: CertificateRole, _ rest: String) -> AppraisalError {
        AppraisalError(.untrustedChain, "The \(role.name) \(rest).")
    }

    private static let handled: Set<ObjectIdentifier> = [.basicConstraints, .keyUsage]

    private static func extensions(
        of certificate: Certificate, _ role: CertificateRole
    ) throws(AppraisalError) -> (BasicConstraints?, KeyUsage?) {
        do {
            return (try certificate.basicConstraints(), try certificate.keyUsage())
        } catch {
            throw fault(role, "has an extension that cannot be read: \(error.message)")
        }
    }
}
