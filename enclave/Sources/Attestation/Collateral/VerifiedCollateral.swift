internal import EnclaveProtocol
internal import X509Core

/// Collateral whose chains, CRLs, signatures and dates have been checked against a root; made once, used for many quotes.
///
/// Every use checks the dates again. It never holds a verdict, a quote, or a PCK certificate that counts as verified.
public struct VerifiedCollateral: Sendable {
    let root: DCAPRoot
    let authority: PCKAuthority
    let rootList: RevocationList
    let pckList: RevocationList
    let tcbInfo: TCBInfo
    let qeIdentity: QEIdentity
    /// The chain for quotes without their own, DER, unverified.
    let pckChain: [[UInt8]]?
    /// Of everything here.
    let periods: [ValidityPeriod]
    /// What every appraisal under this collateral says about it.
    let claims: [Claim]

    /// Checks collateral as of `time`, seconds since 1970.
    /// - Throws: `untrustedChain`, `badSignature`, `revokedCertificate`, `malformedCollateral`, or by its dates
    ///   `expiredCollateral` and `prematureCollateral`.
    public init(_ collateral: Collateral, root: DCAPRoot, time: Int64) throws(AppraisalError) {
        var builder = CollateralVerifier(root: root)
        authority = try builder.authority(collateral.pckCRLIssuerChain)
        rootList = try builder.list(
            collateral.rootCRL, issuer: root.certificate, key: root.key, "The root CA's CRL")
        pckList = try builder.list(
            collateral.pckCRL, issuer: authority.certificate, key: authority.key, "The PCK CRL")
        try rootList.check(authority.certificate, as: .pckAuthority)
        let tcbText = try builder.signed(collateral.tcbInfo, chain: collateral.tcbInfoIssuerChain, rootList)
        tcbInfo = try AppraisalError.readingJSON("The TCB info") { () throws(JSONError) in try TCBInfo(tcbText) }
        builder.add("The TCB info", tcbInfo.issueDate, tcbInfo.nextUpdate)
        let qeText = try builder.signed(collateral.qeIdentity, chain: collateral.qeIdentityIssuerChain, rootList)
        qeIdentity = try AppraisalError.readingJSON("The QE identity") { () throws(JSONError) in
            try QEIdentity(qeText)
        }
        builder.add("The QE identity", qeIdentity.issueDate, qeIdentity.nextUpdate)
        pckChain = try collateral.pckCertificateChain.map { text throws(AppraisalError) in
            try CertificateText.chain(text, "The collateral's PCK certificate chain", as: .malformedCollateral)
        }
        self.root = root
        periods = builder.periods
        claims = Self.claims(root, rootList, pckList, tcbInfo, qeIdentity, periods)
        try check(time)
    }

    /// Fails unless everything here is valid at `time`, seconds since 1970.
    public func check(_ time: Int64) throws(AppraisalError) {
        for period in periods { try period.check(time) }
    }

    /// `sgx` or `tdx`: which quotes this is for.
    public var kind: EvidenceKind { tcbInfo.kind }
    /// The family of machines this is for, six bytes.
    public var fmspc: [UInt8] { tcbInfo.fmspc }
    /// Seconds since 1970 from which some part is no longer valid.
    public var expires: Int64 { periods.map(\.until).min() ?? 0 }

    private static func claims(
        _ root: DCAPRoot, _ rootList: RevocationList, _ pckList: RevocationList, _ tcbInfo: TCBInfo,
        _ qeIdentity: QEIdentity, _ periods: [ValidityPeriod]
    ) -> [Claim] {
        func time(_ name: String, _ seconds: Int64?) -> Claim { Claim(name, .number(UInt64(max(0, seconds ?? 0)))) }
        let generation = min(tcbInfo.evaluationNumber, qeIdentity.evaluationNumber)
        return [
            Claim("tcbEvaluationDataNumber", .number(UInt64(generation))),
            Claim("rootCrlNumber", .bytes(rootList.number)), Claim("pckCrlNumber", .bytes(pckList.number)),
            Claim("rootKeyId", .bytes(root.keyIdentifier)),
            time("tcbInfoIssueDate", tcbInfo.issueDate), time("qeIdentityIssueDate", qeIdentity.issueDate),
            time("rootCrlThisUpdate", rootList.thisUpdate), time("pckCrlThisUpdate", pckList.thisUpdate),
            time("earliestIssueDate", periods.map(\.from).min()), time("latestIssueDate", periods.map(\.from).max()),
            time("earliestExpirationDate", periods.map(\.until).min()),
        ]
    }
}
