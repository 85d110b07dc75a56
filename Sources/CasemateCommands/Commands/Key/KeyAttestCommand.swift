internal import ArgumentParser
internal import EnclaveClient
internal import EnclaveProtocol

struct KeyAttestCommand: CasemateCommand {
    static let configuration = CommandConfiguration(
        commandName: "attest",
        abstract: "Get evidence that binds a key's public half and all that was fixed at its birth.",
        discussion: """
            The enclave states the key, who administers it and your nonce; the statement's hash is the evidence's \
            report data, in a form that evidence over chosen bytes never has. Give the statement and the evidence to \
            whoever should trust the key:

              casemate key attest gateway --nonce 0102… --out quote.bin --statement-out gateway.statement
              casemate attest statement --in gateway.statement
            """)

    @Argument(help: "The key's name or id.") var key: KeyReference
    @OptionGroup var proof: ProofOptions
    @OptionGroup var enclave: EnclaveOptions
    @OptionGroup var output: OutputOptions

    func perform() async throws -> Report {
        let request = KeyAttest(key: key.selector, nonce: proof.challenge)
        return try await Proof<KeyStatement>.report(asking: request, of: enclave, proof)
    }
}
