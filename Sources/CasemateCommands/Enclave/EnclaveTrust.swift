internal import Attestation
internal import EnclaveClient
internal import EnclaveProtocol

/// An enclave that is trusted by what it proves, where its session key is not known.
struct EnclaveTrust {
    /// The file of the policy that its evidence must pass.
    let policy: String
    /// Where collateral comes from that the enclave does not hand out.
    let fetch: CollateralFetch?

    /// The pin of the enclave at an address, by its evidence.
    func pin(at address: EnclaveAddress, configuration: ConnectionConfiguration) async throws -> SessionKeyPin {
        let policy = try AppraisalPolicyFile.read(policy)
        return try await SessionKeyPin.attested(at: address, configuration: configuration) { answer, reportData in
            try await Self.judge(answer, reportData: reportData, by: policy, fetch)
        }
    }

    private static func judge(
        _ answer: EvidenceAnswer, reportData: [UInt8], by policy: AppraisalPolicy, _ fetch: CollateralFetch?
    ) async throws {
        do {
            let appraiser = try await EvidenceAppraiser(papersOf: answer, fetch: fetch)
            let appraisal = try appraiser.appraise(answer.evidence, at: Timestamp.now)
            let verdict = policy.judge(appraisal, reportData: reportData, at: Timestamp.now)
            guard verdict.isAccepted else { throw CommandError.untrustedEnclave(verdict.reason, cause: nil) }
        } catch let error as AppraisalError {
            throw CommandError.untrustedEnclave("\(error.message) (\(error.code.rawValue))", cause: error)
        }
    }
}

extension CommandError {
    fileprivate static func untrustedEnclave(_ reason: String, cause: (any Error)?) -> CommandError {
        CommandError(
            code: "untrusted-enclave", message: "The enclave's evidence is refused. \(reason)",
            remedy: "Look at it with `casemate attest enclave` on its host and `casemate attest verify`.", cause: cause)
    }
}
