internal import Crypto
internal import EnclaveProtocol
public import X509Core

/// A quote that a certificate request carries for its own key.
///
/// Reading it checks that the quote names the key the request is signed with and, in its report data, commits to it. That
/// the quote is genuine is for an `EvidenceAppraiser` to find, and that it is good enough for an `AppraisalPolicy`.
public struct RequestEvidence: Sendable, Equatable {
    /// The extensions that carry it.
    public let form: RequestEvidenceForm
    /// The quote as received.
    public let quote: [UInt8]
    /// The 64 bytes that commit to the key: what a policy is to be told must be bound.
    public let reportData: [UInt8]

    /// The evidence of a request that has some.
    /// - Throws: `malformedEvidence`, also for a request with two quotes or with none; `unsupportedEvidence`; `mismatch`
    ///   for a quote of another key.
    public init(of request: VerifiedCSR) throws(AppraisalError) {
        try self.init(request.requestedExtensions, for: request.publicKey)
    }

    package init(_ extensions: [CertificateExtension], for requestKey: SubjectPublicKey) throws(AppraisalError) {
        let forms = RequestEvidenceForm.forms(among: extensions)
        guard let form = forms.first, forms.count == 1 else {
            throw AppraisalError(
                .malformedEvidence, forms.isEmpty ? "The request carries no quote." : "The request carries two quotes.")
        }
        self.form = form
        let committed: [UInt8]
        switch form {
        case .tcs:
            let values = try TCSQuote(extensions)
            try values.key.check(against: requestKey)
            (quote, committed) = (values.quote, values.key.exponent + values.key.modulus + values.nonce)
        case .raTLS:
            let tagged = try TaggedEvidence(extensions.first(form.identifier)?.value ?? [])
            guard try RATLSClaims(tagged.claims).commit(to: requestKey.der) else {
                throw AppraisalError(.mismatch, "pubkey-hash is not the digest of the request's key.")
            }
            (quote, committed) = (tagged.quote, tagged.claims)
        }
        reportData = RATLSEvidence.reportData(committingTo: committed)
        guard try Quote(quote).reportData == reportData else {
            throw AppraisalError(
                .mismatch,
                "The quote's report data is not \(Hex.encode(reportData)): it was not made for the request's key.")
        }
    }
}

/// How a request carries a quote.
public enum RequestEvidenceForm: String, Sendable, CaseIterable {
    /// Three extensions of Intel's Trusted Certificate Service; for RSA keys.
    case tcs
    /// The standard extension of RA-TLS; for any key.
    case raTLS = "ra-tls"

    /// The forms whose extensions a request has, whatever is in them.
    public static func forms(in request: UnverifiedCSR) -> [RequestEvidenceForm] {
        forms(among: request.extensions)
    }

    static func forms(among extensions: [CertificateExtension]) -> [RequestEvidenceForm] {
        allCases.filter { form in form.identifiers.contains { extensions.first($0) != nil } }
    }

    /// The extension with the quote.
    var identifier: ObjectIdentifier { self == .tcs ? .tcsQuote : RATLSExtension.standard.identifier }

    private var identifiers: [ObjectIdentifier] {
        self == .tcs ? [.tcsQuote, .tcsQuotedKey, .tcsQuoteNonce] : [identifier]
    }
}
