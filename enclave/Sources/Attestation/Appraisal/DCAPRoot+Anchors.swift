internal import EnclaveProtocol
internal import X509Core

extension DCAPRoot {
    /// The anchor that collateral leads to; one known by its digest alone is taken from the collateral's own chain.
    init(for collateral: Collateral, among anchors: TrustAnchors) throws(AppraisalError) {
        let chain = try CertificateText.chain(
            collateral.pckCRLIssuerChain, "The issuer chain of the PCK CRL", as: .malformedCollateral)
        var presented: [Certificate] = []
        for der in chain.reversed() {
            presented.append(
                try CertificateText.certificate(der, "A certificate of the collateral", as: .malformedCollateral))
        }
        let last = presented.first
        let trusted = anchors.trusted(among: presented + [try DCAPRoot.builtIn().certificate])
        let root = trusted.first { $0.certificate.der == last?.der } ?? trusted.first { $0.isRoot(above: last) }
        guard let root else {
            let seen = last.map { "ends in \($0.content.subject), SHA-256 \(Hex.encode($0.fingerprint))" } ?? "is empty"
            throw AppraisalError(.untrustedChain, "The collateral's chain \(seen), which is not a trusted root.")
        }
        try self.init(root.certificate)
    }
}

extension TrustedRoot {
    // A chain may leave its root out, or end in another certificate of the root's name, which then fails by signature.
    fileprivate func isRoot(above last: Certificate?) -> Bool {
        certificate.content.subject == last?.content.issuer
    }
}
