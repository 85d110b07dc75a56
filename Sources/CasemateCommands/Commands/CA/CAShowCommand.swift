internal import ArgumentParser
internal import EnclaveProtocol

struct CAShowCommand: CasemateCommand {
    static let configuration = CommandConfiguration(commandName: "show", abstract: "Show an authority.")

    @Argument(help: "The authority.") var name: String
    @OptionGroup var enclave: EnclaveOptions
    @OptionGroup var output: OutputOptions

    func perform() async throws -> Report {
        CAReport.report(try await enclave.call(CAShow(name: name)))
    }
}
