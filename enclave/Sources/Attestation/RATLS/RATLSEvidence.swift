internal import Crypto
internal import EnclaveProtocol
internal import X509Core

/// The evidence of an RA-TLS certificate that is signed with its own key. Only `RATLSCertificate` makes one.
public struct RATLSEvidence: Sendable {
    /// The extension that carried it.
    public let form: RATLSExtension
    /// A DCAP quote, or by private agreement an SEV-SNP report with its certificate table; not verified.
    public let quote: [UInt8]
    /// What the verifier had put into the claims; nil when they have none. Nobody has compared it yet.
    public let nonce: [UInt8]?
    /// End of the certificate, seconds since 1970.
    public let expires: Int64
    /// DER of the SubjectPublicKeyInfo that the evidence is for.
    public let publicKey: [UInt8]
    /// The 64 bytes that the quote must have as its report data.
    let reportData: [UInt8]

    init(form: RATLSExtension, quote: [UInt8], nonce: [UInt8]?, committed: [UInt8], certificate: Certificate) {
        self.form = form
        self.quote = quote
        self.nonce = nonce
        expires = certificate.content.notAfter
        publicKey = certificate.content.publicKey.der
        reportData = Self.reportData(committingTo: committed)
    }

    /// The report data for claims, or in the legacy form for a key: SHA-256, then zeros.
    static func reportData(committingTo bytes: [UInt8]) -> [UInt8] {
        Array(SHA256.hash(data: bytes)) + [UInt8](repeating: 0, count: 32)
    }

    /// Turns the appraisal of `quote` into that of the certificate, if the quote commits to the certificate's key.
    /// - Throws: `mismatch` when any of the 64 bytes of report data differs.
    public func appraisal(of inner: Appraisal) throws(AppraisalError) -> Appraisal {
        guard inner.reportData == reportData else {
            throw AppraisalError(
                .mismatch,
                "The quote's report data is not \(Hex.encode(reportData)): it is not evidence for this certificate's key."
            )
        }
        var claims = [Claim("raTlsExtension", .text(form.rawValue))]
        if let nonce { claims.append(Claim("raTlsNonce", .bytes(nonce))) }
        var appraisal = inner.adding(claims, expiringBy: expires)
        appraisal.container = .raTLS
        return appraisal
    }
}
