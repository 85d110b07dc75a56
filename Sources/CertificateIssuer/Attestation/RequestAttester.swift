internal import Attestation
internal import X509Core

/// Verifies the quotes of requests. Closed: a request of Intel's form is never signed unless its quote was accepted.
struct RequestAttester: Sendable {
    private let appraisal: QuoteAppraisal?
    /// Unix seconds.
    private let now: @Sendable () -> Int64
    private let waits = RequestWaits()

    init(_ appraisal: QuoteAppraisal?, now: @escaping @Sendable () -> Int64) {
        self.appraisal = appraisal
        self.now = now
    }

    /// What was verified, for people; nil for a request that has no quote and needs none.
    /// - Throws: `RequestFault` for a request that must not be signed, `AttestationTrouble` for one that cannot be judged
    ///   now.
    func verify(_ request: UnverifiedCSR, uid: String, within limits: IssuingLimits) async throws -> String? {
        let forms = RequestEvidenceForm.forms(in: request)
        guard !forms.isEmpty else {
            if limits.requiresQuote { throw RequestFault.quoteRequired }
            return nil
        }
        // Without a policy the extension of RA-TLS is one of the many that a request may have and nobody reads.
        if appraisal == nil, forms == [.raTLS], !limits.requiresQuote { return nil }
        guard let appraisal, let policy = appraisal.policies[limits.quotePolicy] else {
            throw RequestFault.notConfigured(limits.quotePolicy)
        }
        let evidence = try Self.evidence(of: request)
        let appraiser: EvidenceAppraiser
        let rules: AppraisalPolicy
        do {
            rules = try policy()
            appraiser = EvidenceAppraiser(
                anchors: rules.anchors, collateral: try await appraisal.collateral(evidence.quote))
        } catch {
            throw trouble(error, uid: uid, patience: appraisal.patience)
        }
        waits.end(uid)
        return try judge(evidence, with: appraiser, by: rules, named: limits.quotePolicy)
    }

    private static func evidence(of request: UnverifiedCSR) throws(RequestFault) -> RequestEvidence {
        let verified: VerifiedCSR
        do throws(X509Error) {
            verified = try request.verified()
        } catch {
            throw .signing("the request is refused: \(error.message)")
        }
        do throws(AppraisalError) {
            return try RequestEvidence(of: verified)
        } catch {
            throw .refusedQuote(error.code.rawValue, error.message)
        }
    }

    private func judge(
        _ evidence: RequestEvidence, with appraiser: EvidenceAppraiser, by policy: AppraisalPolicy, named name: String
    ) throws(RequestFault) -> String {
        let time = now()
        let appraisal: Appraisal
        do throws(AppraisalError) {
            appraisal = try appraiser.appraise(evidence.quote, at: time)
        } catch {
            throw .refusedQuote(error.code.rawValue, error.message)
        }
        let verdict = policy.judge(appraisal, reportData: evidence.reportData, at: time)
        guard verdict.isAccepted else { throw .refusedQuote(verdict.code.rawValue, verdict.reason) }
        return verdict.sentence(policy: name)
    }

    /// The trouble itself for a while, then a fault: nothing waits for ever.
    private func trouble(_ error: any Error, uid: String, patience: Duration) -> any Error {
        let reason = (error as? AppraisalError)?.message ?? "\(error)"
        let message = "the quote inside the request cannot be judged now: \(reason)"
        guard waits.time(of: uid) >= patience else { return AttestationTrouble(message: message) }
        waits.end(uid)
        return RequestFault(reason: "AttestationUnavailable", message: message)
    }
}

/// Policy or collateral cannot be had now.
struct AttestationTrouble: Error, CustomStringConvertible {
    let message: String

    var description: String { message }
}

extension RequestFault {
    fileprivate static let quoteRequired = RequestFault(
        reason: "AttestationRequired",
        message: "the issuer signs attested requesters only (spec.quotes: Required): the request carries no quote")

    fileprivate static func notConfigured(_ policy: String) -> RequestFault {
        let option = policy.isEmpty ? "--quote-policy FILE" : "--quote-policy \(policy)=FILE"
        return RequestFault(
            reason: "AttestationNotConfigured",
            message: """
                the request carries a quote and there is no policy to judge it by: start the issuer with \(option), and \
                with --quote-collateral FILE or --quote-pccs URL
                """)
    }

    fileprivate static func refusedQuote(_ code: String, _ reason: String) -> RequestFault {
        RequestFault(
            reason: "AttestationFailed", message: "the quote inside the request is refused (\(code)): \(reason)")
    }
}

extension PolicyVerdict {
    /// What was accepted: platform, status, code, policy.
    fileprivate func sentence(policy: String) -> String {
        let code = appraisal.measurements.filter { Self.codeNames.contains($0.name) }
            .map { "\($0.name) \($0.value)" }.joined(separator: ", ")
        let judge = policy.isEmpty ? "the policy" : "policy \"\(policy)\""
        let set = measurementSet.map { ", measured as \($0)" } ?? ""
        return """
            \(appraisal.kind.rawValue) quote of \(appraisal.platform.rawValue), \(appraisal.status.rawValue): \(code); \
            accepted by \(judge)\(set)
            """
    }

    private static let codeNames = ["mrEnclave", "mrSigner", "isvProdId", "isvSvn", "mrTd"]
}
