internal import EnclaveProtocol
public import X509Core

/// Verifies SEV-SNP reports: who signed them, and that report and certificate speak of the same platform.
///
/// It keeps nothing. A caller that verifies many reports of one product keeps a `VerifiedSNPChain`.
public struct SNPVerifier: Sendable {
    /// The roots that count.
    public let anchors: TrustAnchors

    /// Most certificates, and most revocation lists, looked through for one report.
    static let maximumCertificates = 32

    /// Trusts AMD's roots unless told otherwise.
    public init(anchors: TrustAnchors = .builtIn) {
        self.anchors = anchors
    }

    /// Verifies a report with whatever certificates are at hand, in any order.
    /// - Parameters:
    ///   - evidence: a report, or a report with a certificate table behind it.
    ///   - certificates: VCEK or VLEK, ASK or ASVK, and the ARK unless it is one of AMD's.
    ///   - revocationLists: AMD's; if there are any, one must be of the root in question. Without any, revocation is not
    ///     checked and the appraisal says so.
    ///   - time: seconds since 1970 at which everything must be valid.
    /// - Throws: the first reason why the report is not genuine or cannot be shown to be.
    public func verify(
        _ evidence: [UInt8], certificates: [Certificate], revocationLists: [CertificateRevocationList] = [],
        at time: Int64
    ) throws(AppraisalError) -> Appraisal {
        let evidence = try SNPEvidence(evidence)
        let report = evidence.report
        let certificates = certificates + evidence.table.certificates
        let lists = revocationLists + evidence.table.revocationLists
        guard certificates.count <= Self.maximumCertificates, lists.count <= Self.maximumCertificates else {
            throw AppraisalError(
                .malformedCollateral, "More than \(Self.maximumCertificates) certificates or lists were given.")
        }
        var failure = SNPCollateralGap.endorsement(of: report)
        for candidate in certificates where SNPEndorsement.kind(of: candidate) == report.signingKey {
            do throws(AppraisalError) {
                let endorsement = try SNPEndorsement(candidate)
                let chain = try chain(issuing: candidate, among: certificates, revocationLists: lists, at: time)
                return try appraise(report, endorsement, chain, at: time)
            } catch {
                failure = error
            }
        }
        throw failure
    }

    /// Verifies a report by a certificate whose chain has been verified before.
    ///
    /// The certificate's own signature and the report's are verified here every time.
    public func verify(
        _ report: SNPReport, endorsement: Certificate, chain: VerifiedSNPChain, at time: Int64
    ) throws(AppraisalError) -> Appraisal {
        guard anchors.anchor(of: chain.root.certificate) != nil else {
            throw AppraisalError(.untrustedChain, "The root of the kept chain is not among the trusted roots.")
        }
        try chain.checkDates(at: time)
        return try appraise(report, SNPEndorsement(endorsement), chain, at: time)
    }

    /// Finds and verifies the chain that issued a VCEK or VLEK.
    public func chain(
        issuing endorsement: Certificate, among certificates: [Certificate],
        revocationLists: [CertificateRevocationList] = [], at time: Int64
    ) throws(AppraisalError) -> VerifiedSNPChain {
        let issuer = endorsement.content.issuer
        let roots = anchors.trusted(among: certificates + SNPRoots.certificates)
        var failure = AppraisalError(
            .missingCollateral, "The certificate of \(issuer), which issued the one that signed the report, is missing."
        )
        for intermediate in certificates where intermediate.content.subject == issuer {
            failure = Self.untrusted(intermediate.content.issuer, among: certificates)
            for root in roots where root.certificate.content.subject == intermediate.content.issuer {
                do throws(AppraisalError) {
                    return try VerifiedSNPChain(
                        intermediate: intermediate, root: root, revocationLists: revocationLists, at: time)
                } catch {
                    failure = error
                }
            }
        }
        throw failure
    }

    /// Names the fingerprint by which the root could be trusted, if it was given.
    private static func untrusted(_ name: DistinguishedName, among certificates: [Certificate]) -> AppraisalError {
        let root = certificates.first { $0.content.subject == name }
        let digest = root.map { " (SHA-256 \(Hex.encode($0.fingerprint)))" } ?? ""
        return AppraisalError(.untrustedChain, "The root \(name)\(digest) is not among the trusted roots.")
    }
}
