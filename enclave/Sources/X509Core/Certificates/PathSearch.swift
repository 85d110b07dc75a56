/// Depth-first search for a path; depth and the number of signature checks are bounded.
struct PathSearch {
    let intermediates: [Certificate]
    let roots: [Certificate]
    let requirements: CertificateChain.Requirements
    /// What the last rejected link lacked.
    private(set) var failure = "No certificate issued by a trusted root was found. Add the missing intermediates."
    private var signatureBudget = 64

    init(intermediates: [Certificate], roots: [Certificate], requirements: CertificateChain.Requirements) {
        self.intermediates = intermediates
        self.roots = roots
        self.requirements = requirements
    }

    /// A complete path that begins with `path`, or nil.
    mutating func path(from path: [Certificate]) -> [Certificate]? {
        guard let last = path.last, path.count <= requirements.maximumLength else {
            failure = "The chain is longer than \(requirements.maximumLength) certificates."
            return nil
        }
        if let fault = fault(of: last) {
            failure = "\(last.content.subject): \(fault)"
            return nil
        }
        if roots.contains(where: { $0.der == last.der }) { return path }
        for candidate in roots + intermediates where isPossibleIssuer(candidate, of: last, path: path) {
            if let fault = faultOfLink(candidate, after: path, signing: last) {
                failure = "\(candidate.content.subject): \(fault)"
            } else if let complete = self.path(from: path + [candidate]) {
                return complete
            }
        }
        return nil
    }

    private func isPossibleIssuer(_ candidate: Certificate, of last: Certificate, path: [Certificate]) -> Bool {
        candidate.content.subject == last.content.issuer && !path.contains { $0.der == candidate.der }
    }

    private func fault(of certificate: Certificate) -> String? {
        let content = certificate.content
        if requirements.time < content.notBefore { return "not valid yet" }
        if requirements.time > content.notAfter { return "expired" }
        let unknown = content.extensions.first { item in
            item.isCritical && !Self.handled.contains(item.identifier)
                && !requirements.handledExtensions.contains(item.identifier)
        }
        return unknown.map { "critical extension \($0.identifier) is not handled" }
    }

    private mutating func faultOfLink(
        _ issuer: Certificate, after path: [Certificate], signing subject: Certificate
    ) -> String? {
        do throws(X509Error) {
            guard issuer.content.version == 3, let constraints = try issuer.basicConstraints(), constraints.isAuthority
            else { return "not a CA" }
            guard try issuer.keyUsage()?.contains(.certificateSigning) ?? true else {
                return "may not sign certificates"
            }
            // Self-issued certificates do not count (RFC 5280 §6.1.4 (l)).
            let below = path.dropFirst().count { $0.content.subject != $0.content.issuer }
            if let limit = constraints.pathLength, below > limit { return "its path length of \(limit) is exceeded" }
            guard signatureBudget > 0 else { return "too many certificates of the same name" }
            signatureBudget -= 1
            try issuer.content.publicKey.checkLength()
            try subject.verifySignature(by: issuer.content.publicKey)
            return nil
        } catch {
            return error.message
        }
    }

    private static let handled: Set<ObjectIdentifier> = [
        .basicConstraints, .keyUsage, .extendedKeyUsage, .subjectAltName, .subjectKeyIdentifier,
        .authorityKeyIdentifier,
    ]
}
