internal import EnclaveProtocol
internal import Journal
internal import Synchronization
internal import X509Core

extension Enclave {
    /// Parses, checks, builds, lints and signs outside the lock; the answer waits for its audit entry.
    func issue(
        _ request: CAIssue, hasVerifiedQuote: Bool = false, _ caller: Caller
    ) throws(Refusal) -> Answered<CAIssueAnswer> {
        let authority = try authority(request.name, for: caller)
        let issuance = CertificateIssuance(
            authority: try authority.active(), profile: try profile(of: request, authority))
        let clock = try issuanceTime()
        let unsigned = try Refusal.mapping { () throws(X509Error) in
            let verified = try UnverifiedCSR(request.request).verified()
            var generator = SystemRandomNumberGenerator()
            return try issuance.prepare(
                verified, lifetime: request.lifetime == 0 ? nil : request.lifetime,
                usages: try CertificateUsage.parse(request.usages), hasVerifiedQuote: hasVerifiedQuote, clock: clock,
                using: &generator)
        }
        let certificate = try authority.key.sign(unsigned)
        let entry = AuditCertificate(
            certificate, issuer: request.name, requester: request.requester.isEmpty ? nil : request.requester)
        let number = try state.withLock { state throws(Refusal) in
            let event = AuditEvent(
                caller, key: authority.record.keyID, name: request.name, detail: issuance.profile.name,
                certificate: entry)
            return try append(event, [], to: &state)
        }
        let answer = CAIssueAnswer(
            serial: certificate.serial, chain: [Blob(certificate.der)] + authority.chainWithoutRoot,
            notBefore: certificate.notBefore, notAfter: certificate.notAfter, fingerprint: certificate.fingerprint)
        return Answered(answer, after: number)
    }

    /// The profile asked for, if the authority was made to issue by it.
    private func profile(of request: CAIssue, _ authority: Authority) throws(Refusal) -> CertificateProfile {
        guard !request.profile.isEmpty else { return try profile(named: authority.record.profiles.first ?? "") }
        guard authority.record.profiles.contains(request.profile) else {
            throw Refusal(
                .policyViolation, "the authority \"\(request.name)\" does not issue by profile \"\(request.profile)\"",
                remedy: "It issues by: " + authority.record.profiles.joined(separator: ", "))
        }
        return try profile(named: request.profile)
    }
}
