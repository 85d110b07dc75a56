internal import ArgumentParser
internal import EnclaveClient
internal import EnclaveProtocol

struct AttestEnclaveCommand: CasemateCommand {
    static let configuration = CommandConfiguration(
        commandName: "enclave", abstract: "Get evidence that binds the enclave's own keys and its administrators.",
        discussion: """
            The session key that --enclave-key pins, the key that `key seal` seals to and the key of the audit's \
            checkpoints, in a statement hashed into the evidence. A locked enclave answers too, for its session key: \
            verify it before a recovery share is submitted.
            """)

    @Option(help: ArgumentHelp("At most 64 fresh bytes of yours, to be found again.", valueName: "hex"))
    var nonce: HexBytes?
    @OptionGroup var files: ProofFiles
    @OptionGroup var enclave: EnclaveOptions
    @OptionGroup var output: OutputOptions

    func validate() throws { try ProofFiles.check(nonce) }

    func perform() async throws -> Report {
        let (status, answer) = try await enclave.withClient { client in
            (
                try await client.call(StatusRequest()),
                try await client.call(EnclaveAttest(nonce: nonce?.bytes ?? []))
            )
        }
        let proof = try Proof<EnclaveStatement>(answer.statement, from: "The enclave's answer")
        guard proof.statement.nonce == nonce?.bytes ?? [] else { throw CommandError.foreignStatement }
        try files.write(answer)
        let json = try EvidenceReport.json(answer.evidence, reportData: proof.reportData, status)
        return Report(json: proof.json.adding(json), text: proof.text)
    }
}
