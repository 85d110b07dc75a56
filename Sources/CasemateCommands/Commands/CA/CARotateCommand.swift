internal import ArgumentParser
internal import EnclaveProtocol

struct CARotateCommand: CasemateCommand {
    static let configuration = CommandConfiguration(
        commandName: "rotate", abstract: "Replace an authority's key and certificate, cross-signed by the old.",
        discussion: "Needs an administrator's signature, or a template.")

    @Argument(help: "The authority.") var name: String
    @Option(help: "Of the new certificate; as long as the old without it.") var lifetime: TimeSpan?
    @OptionGroup var administrators: AdministratorOptions
    @OptionGroup var enclave: EnclaveOptions
    @OptionGroup var output: OutputOptions

    func perform() async throws -> Report {
        let request = CARotate(name: name, lifetime: lifetime?.seconds ?? 0)
        return CAReport.report(try await enclave.call(request, signedBy: administrators))
    }
}
