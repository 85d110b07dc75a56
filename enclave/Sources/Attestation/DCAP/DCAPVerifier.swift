internal import Crypto

/// Appraises DCAP quotes by Intel's rules of 2026: a pure function of quote, collateral and time.
public enum DCAPVerifier {
    /// The verdict on a quote as of `time`, seconds since 1970.
    ///
    /// Every signature of the quote and its PCK certificate is verified each time. A bad status is a result, as is a
    /// debug enclave: both are for a policy to judge.
    /// - Throws: Whatever keeps the quote from being shown genuine.
    public static func appraise(
        _ quote: [UInt8], collateral: VerifiedCollateral, time: Int64
    ) throws(AppraisalError) -> Appraisal {
        try appraise(try Quote(quote), collateral: collateral, time: time)
    }

    /// As above, for a quote that has been read already.
    public static func appraise(
        _ quote: Quote, collateral: VerifiedCollateral, time: Int64
    ) throws(AppraisalError) -> Appraisal {
        try collateral.check(time)
        let pck = try collateral.pckCertificate(for: quote.signature.certification, time: time)
        try checkFamily(quote, pck, collateral)
        if quote.kind == .tdx { try checkModule(quote.body, collateral.tcbInfo) }
        try checkSignatures(quote, pck, collateral.qeIdentity)
        return try Appraisal(quote: quote, pck: pck, collateral: collateral)
    }

    /// Quote, certificate and collateral have to speak of the same TEE and the same family of machines.
    private static func checkFamily(
        _ quote: Quote, _ pck: PCKCertificate, _ collateral: VerifiedCollateral
    ) throws(AppraisalError) {
        guard collateral.tcbInfo.kind == quote.kind, collateral.qeIdentity.kind == quote.kind else {
            throw AppraisalError(
                .mismatch,
                """
                The quote is of \(quote.kind), the TCB info for \(collateral.tcbInfo.kind) and the QE identity for \
                \(collateral.qeIdentity.kind).
                """)
        }
        guard pck.platform.fmspc == collateral.tcbInfo.fmspc else {
            throw AppraisalError(.mismatch, "The TCB info is for another family of machines (FMSPC) than the quote's.")
        }
        guard pck.platform.pceID == collateral.tcbInfo.pceID else {
            throw AppraisalError(.mismatch, "The TCB info is for another PCE (pceId) than the quote's.")
        }
    }

    /// The SEAM module's signer and attributes against the identity of its version.
    private static func checkModule(_ body: ReportBody, _ tcbInfo: TCBInfo) throws(AppraisalError) {
        let version = body.vector(.teeTCBSVN)[1]
        guard let identity = version > 0 ? tcbInfo.modules[version] : tcbInfo.module else {
            throw AppraisalError(.mismatch, "The TCB info has no identity for TDX module version \(version).")
        }
        guard body[.mrSignerSEAM].elementsEqual(identity.mrSigner) else {
            throw AppraisalError(.mismatch, "The TDX module has another signer (MRSIGNERSEAM) than Intel publishes.")
        }
        let attributes = body[.seamAttributes]
        let masked = zip(attributes, identity.attributesMask).map { $0 & $1 }
        guard attributes.allSatisfy({ $0 == 0 }), masked == identity.attributes else {
            throw AppraisalError(.mismatch, "The TDX module has other attributes than Intel publishes.")
        }
    }

    /// From the PCK key over the QE report to the attestation key and from there to the body.
    private static func checkSignatures(
        _ quote: Quote, _ pck: PCKCertificate, _ identity: QEIdentity
    ) throws(AppraisalError) {
        let signature = quote.signature
        guard pck.key.isValid(raw: signature.qeReportSignature, over: signature.qeReport.bytes) else {
            throw AppraisalError(.badSignature, "The QE report does not carry the PCK key's signature.")
        }
        var hash = SHA256()
        hash.update(data: signature.attestationKey)
        hash.update(data: signature.qeAuthenticationData)
        guard signature.qeReport[.enclaveReportData].prefix(32).elementsEqual(hash.finalize()) else {
            throw AppraisalError(.mismatch, "The QE report does not vouch for the attestation key.")
        }
        try identity.check(signature.qeReport)
        guard let key = P256Key(raw: signature.attestationKey),
            key.isValid(raw: signature.signature, over: quote.bytes[quote.signedRange])
        else { throw AppraisalError(.badSignature, "The report does not carry the attestation key's signature.") }
    }
}
