internal import ArgumentParser
internal import EnclaveProtocol
internal import KeyOperations

struct RecoverySubmitCommand: CasemateCommand {
    static let configuration = CommandConfiguration(
        commandName: "submit", abstract: "Give a share to a locked enclave, inside a sealed session.",
        discussion: """
            With --key the share is opened here first and never written in clear. Pin the enclave with --enclave-key: a \
            share goes to whoever holds that key.
            """)

    @Option(help: ArgumentHelp("The share: opened, or sealed when --key is given.", valueName: "file"))
    var share: String
    @Option(help: ArgumentHelp("The holder's private key.", valueName: "file")) var key: String?
    @Option(help: ArgumentHelp("A file whose first line opens an encrypted key.", valueName: "file"))
    var passphraseFile: String?
    @OptionGroup var enclave: EnclaveOptions
    @OptionGroup var output: OutputOptions

    func perform() async throws -> Report {
        let opened =
            try key.map { key throws(CommandError) in
                try ShareFile.open(share, with: key, passphraseFile: passphraseFile)
            } ?? ShareFile.readOpened(share)
        let progress = try await enclave.call(RecoverySubmit(share: opened.bytes))
        return Report(
            json: [
                "received": .integer(Int64(progress.received)), "threshold": .integer(Int64(progress.threshold)),
                "state": .string(progress.state.name),
            ],
            text: "\(progress.received) of \(progress.threshold) shares; the enclave is \(progress.state.name).")
    }
}
