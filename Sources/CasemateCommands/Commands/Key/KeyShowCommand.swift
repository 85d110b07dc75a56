internal import ArgumentParser
internal import EnclaveProtocol

struct KeyShowCommand: CasemateCommand {
    static let configuration = CommandConfiguration(commandName: "show", abstract: "Show a key and its public half.")

    @Argument(help: "The key's name or id.") var key: KeyReference
    @OptionGroup var enclave: EnclaveOptions
    @OptionGroup var output: OutputOptions

    func perform() async throws -> Report {
        KeyReport.report(try await enclave.call(KeyShow(key: key.selector)))
    }
}
