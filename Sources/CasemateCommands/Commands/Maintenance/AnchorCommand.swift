internal import ArgumentParser
internal import EnclaveProtocol

struct AnchorCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "anchor", abstract: "The counter in a TPM that tells an older copy of the state.",
        subcommands: [AnchorAcceptCommand.self])
}

struct AnchorAcceptCommand: CasemateCommand {
    static let configuration = CommandConfiguration(
        commandName: "accept", abstract: "Accept a state that its anchor keeps locked.",
        discussion: """
            For a TPM that was replaced, or an older state put back on purpose: keys, policies and administrators are \
            those of that state again. With --anchor at its start the enclave makes a new counter in that TPM, without \
            it the state has none from here on. Needs an administrator's signature.
            """)

    @Option(name: .customLong("record"), help: "The newest record of that state, from `casemate status`: anchorFound.")
    var recordNumber: UInt64
    @OptionGroup var administrators: AdministratorOptions
    @OptionGroup var enclave: EnclaveOptions
    @OptionGroup var output: OutputOptions

    func perform() async throws -> Report {
        _ = try await enclave.call(AnchorAccept(recordNumber: recordNumber), signedBy: administrators)
        return .done(
            "Accepted the state of record \(recordNumber).", ["record": .integer(Int64(clamping: recordNumber))])
    }
}
