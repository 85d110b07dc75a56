package import X509Core

/// A root key (ARK) and the intermediate (ASK or ASVK) under it, checked once; only this type's own checks make one.
///
/// It costs two RSA-4096 verifications to make and is worth keeping: it says nothing about any report or VCEK. Whoever
/// uses it checks its dates again, so a kept chain ends when a new one would.
public struct VerifiedSNPChain: Sendable {
    /// ASK or ASVK.
    package let intermediate: Certificate
    package let root: TrustedRoot
    /// The product whose chain it is, by the names of both certificates.
    public let product: SNPProduct
    /// The kind of key it certifies.
    public let signingKey: SNPSigningKey
    /// The root's revocation list with the latest `thisUpdate`; nil when none was given.
    package let revocations: CertificateRevocationList?

    /// Checks signatures, names, dates and revocation.
    package init(
        intermediate: Certificate, root: TrustedRoot, revocationLists: [CertificateRevocationList], at time: Int64
    ) throws(AppraisalError) {
        (product, signingKey) = try Self.identify(intermediate, root.certificate)
        try IssuanceLink.check(root.certificate, issuedBy: root.certificate)
        try IssuanceLink.check(intermediate, issuedBy: root.certificate)
        self.intermediate = intermediate
        self.root = root
        revocations = try SNPRevocation.newest(of: revocationLists, by: root.certificate)
        try checkDates(at: time)
        try revocations.map { list throws(AppraisalError) in
            try SNPRevocation.check([intermediate, root.certificate], against: list)
        }
    }

    /// Checks every date of the chain and its revocation list again.
    public func checkDates(at time: Int64) throws(AppraisalError) {
        try IssuanceLink.checkDates(root.certificate, at: time)
        try IssuanceLink.checkDates(intermediate, at: time)
        if let revocations { try SNPRevocation.checkDates(revocations, at: time) }
    }

    /// The earliest end of validity of what it consists of, seconds since 1970.
    public var expires: Int64 {
        let certificates = min(root.certificate.content.notAfter, intermediate.content.notAfter)
        return min(certificates, revocations?.nextUpdate ?? certificates)
    }

    private static func identify(
        _ intermediate: Certificate, _ root: Certificate
    ) throws(AppraisalError) -> (SNPProduct, SNPSigningKey) {
        for product in SNPProduct.allCases where root.content.subject.commonName == "ARK-\(product.rawValue)" {
            for key in SNPSigningKey.allCases
            where intermediate.content.subject.commonName == key.issuerCommonName(product) {
                return (product, key)
            }
        }
        throw AppraisalError(
            .untrustedChain,
            "\(intermediate.content.subject) is no ASK or ASVK of the product of \(root.content.subject)."
        )
    }
}
