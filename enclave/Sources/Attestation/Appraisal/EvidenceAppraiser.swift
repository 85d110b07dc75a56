public import X509Core

/// Finds what evidence is by its content and has the right verifier look at it.
///
/// It holds what the verdict may rest on besides the evidence: anchors, and the papers that came along.
public struct EvidenceAppraiser: Sendable {
    /// The roots that count.
    public var anchors: TrustAnchors
    /// Intel's papers, for SGX and TDX.
    public var collateral: Collateral?
    /// AMD's certificates, in any order.
    public var certificates: [Certificate]
    /// AMD's revocation lists.
    public var revocationLists: [CertificateRevocationList]
    /// What an SVSM handed out beside its report.
    public var servicesManifest: [UInt8]?

    /// With nothing but anchors; the vendors' own unless told otherwise.
    public init(
        anchors: TrustAnchors = .builtIn, collateral: Collateral? = nil, certificates: [Certificate] = [],
        revocationLists: [CertificateRevocationList] = []
    ) {
        self.anchors = anchors
        self.collateral = collateral
        self.certificates = certificates
        self.revocationLists = revocationLists
    }

    /// Appraises a quote, a report, an HCL blob or an RA-TLS certificate.
    /// - Parameter time: seconds since 1970 at which everything must be valid.
    /// - Throws: the first reason why the evidence is not genuine or cannot be shown to be.
    public func appraise(_ evidence: [UInt8], at time: Int64) throws(AppraisalError) -> Appraisal {
        let appraisal = try appraiseAlone(evidence, at: time)
        return try servicesManifest.map { manifest throws(AppraisalError) in
            try appraisal.accompanied(byManifest: manifest)
        } ?? appraisal
    }

    private func appraiseAlone(_ evidence: [UInt8], at time: Int64) throws(AppraisalError) -> Appraisal {
        switch EvidenceShape(of: evidence)?.container {
        case .quote: try appraise(quote: evidence, at: time)
        case .report:
            try snp.verify(
                evidence, certificates: certificates, revocationLists: revocationLists, at: time)
        case .hcl:
            try snp.verify(
                HCLReport(evidence), certificates: certificates, revocationLists: revocationLists, at: time)
        case .raTLS: try appraise(certificate: evidence, at: time)
        case nil:
            throw AppraisalError(
                .malformedEvidence,
                "This is neither a quote of version 3 to 5, an SEV-SNP report, an HCL blob nor an RA-TLS certificate.")
        }
    }

    private var snp: SNPVerifier { SNPVerifier(anchors: anchors) }

    private func appraise(quote evidence: [UInt8], at time: Int64) throws(AppraisalError) -> Appraisal {
        let quote = try Quote(evidence)
        guard let collateral else {
            throw AppraisalError(
                .missingCollateral, "A quote needs Intel's collateral: give it, or the address of a PCCS that has it.")
        }
        let root = try DCAPRoot(for: collateral, among: anchors)
        let verified = try VerifiedCollateral(collateral, root: root, time: time)
        return try DCAPVerifier.appraise(quote, collateral: verified, time: time)
    }

    private func appraise(certificate evidence: [UInt8], at time: Int64) throws(AppraisalError) -> Appraisal {
        let carried = try RATLSCertificate(evidence).evidence(allowingLegacy: true, at: time)
        switch EvidenceShape(of: carried.quote)?.container {
        case .quote, .report: return try carried.appraisal(of: appraise(carried.quote, at: time))
        default:
            throw AppraisalError(.malformedEvidence, "The certificate carries neither a quote nor an SEV-SNP report.")
        }
    }
}
