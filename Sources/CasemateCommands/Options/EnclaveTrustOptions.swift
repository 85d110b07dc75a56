internal import ArgumentParser
internal import Attestation
internal import EnclaveClient
internal import EnclaveProtocol

/// Which enclave to trust by what it proves, where its session key is not known.
struct EnclaveTrustOptions: ParsableArguments {
    @Option(
        name: .customLong("enclave-policy"),
        help: ArgumentHelp(
            "Trust the enclave whose evidence this policy (JSON or YAML) accepts, and pin its session key.",
            valueName: "file"))
    var policy: String?

    @Option(
        name: .customLong("enclave-pccs"),
        help: ArgumentHelp(
            "Fetch the collateral of that evidence here, unless the enclave hands it out.", valueName: "url"))
    var pccs: String?

    @Option(
        name: .customLong("enclave-pccs-ca"),
        help: ArgumentHelp("Trust this CA (PEM) for that PCCS instead of the system's.", valueName: "file"))
    var authority: String?

    func validate() throws {
        guard pccs == nil || policy != nil else { throw ValidationError("--enclave-pccs needs --enclave-policy.") }
        guard authority == nil || pccs != nil else { throw ValidationError("--enclave-pccs-ca needs --enclave-pccs.") }
    }

    /// The pin of the enclave at an address, by its evidence; nil where no policy is given.
    func pin(
        at address: EnclaveAddress, configuration: ConnectionConfiguration
    ) async throws -> SessionKeyPin? {
        guard let name = policy else { return nil }
        let policy = try AppraisalPolicyFile.read(name)
        let fetch = pccs.map { CollateralFetch(base: $0, authority: authority) }
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
