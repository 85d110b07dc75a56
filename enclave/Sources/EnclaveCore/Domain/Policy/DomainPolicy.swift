internal import Attestation
internal import EnclaveProtocol

/// By which rules a domain admits members.
struct DomainPolicy: Sendable {
    /// As administrators signed it.
    let signed: SignedDomainPolicy
    let name: String
    let appraisal: AppraisalPolicy
    /// Accepted evidence is enough; no administrator signs for each member.
    let admitsByEvidence: Bool
    /// When members make one of themselves the lead; nil for never.
    let promotion: AutomaticPromotion?

    /// A policy that administrators signed here, or one from the journal.
    init(_ signed: SignedDomainPolicy) throws(Refusal) {
        let request = try Refusal.decoding(DomainPolicyPut.self, signed.body)
        self.signed = signed
        name = request.name
        admitsByEvidence = request.admitsByEvidence
        promotion = request.promotion
        do throws(PolicyError) {
            appraisal = try AppraisalPolicy(json: request.appraisal, source: request.name)
        } catch {
            throw Refusal(.invalidArgument, "this is no appraisal policy: \(error)", remedy: Self.remedy)
        }
        try check()
    }

    /// A policy as another enclave hands it on: it counts only when these administrators signed it for that domain.
    init(
        _ signed: SignedDomainPolicy, signedBy administrators: Administrators, for domain: Identifier
    ) throws(Refusal) {
        _ = try administrators.verify(signed.authorization, of: .domainPolicyPut, body: signed.body, for: domain)
        try self.init(signed)
    }

    /// What would hand the domain key to code that nobody measured, or that a debugger reads.
    private func check() throws(Refusal) {
        guard NameLimits.isValid(name) else {
            throw Refusal(
                .invalidArgument, "the name of a domain's policy is not one", remedy: "It has \(NameLimits.rule).")
        }
        guard !appraisal.measurementSets.isEmpty else {
            throw Refusal(
                .invalidArgument, "a domain's policy names the code it admits; this one takes any",
                remedy: "Give measurements instead of anyMeasurement: `casemate status` shows an enclave's own.")
        }
        guard !appraisal.allowsDebug else {
            throw Refusal(
                .invalidArgument, "a domain admits no enclave that a debugger may look into",
                remedy: "Take allowDebug out of the policy.")
        }
    }

    private static let remedy = "`casemate attest policy check` reads the same document and says what it accepts."
}
