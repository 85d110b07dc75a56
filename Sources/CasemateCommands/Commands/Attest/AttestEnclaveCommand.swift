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

    @OptionGroup var proof: ProofOptions
    @OptionGroup var enclave: EnclaveOptions
    @OptionGroup var output: OutputOptions

    func perform() async throws -> Report {
        let request = EnclaveAttest(nonce: proof.challenge)
        return try await Proof<EnclaveStatement>.report(asking: request, of: enclave, proof)
    }
}
