internal import ArgumentParser
internal import EnclaveProtocol

struct CAInstallCommand: CasemateCommand {
    static let configuration = CommandConfiguration(
        commandName: "install", abstract: "Install the chain that a root outside gave.",
        discussion: "The authority's own certificate first, the root last. Needs an administrator's signature.")

    @Argument(help: "The authority.") var name: String
    @Option(help: ArgumentHelp("Certificates in PEM; - is stdin.", valueName: "file")) var chain: String
    @OptionGroup var administrators: AdministratorOptions
    @OptionGroup var enclave: EnclaveOptions
    @OptionGroup var output: OutputOptions

    func perform() async throws -> Report {
        let request = CAInstall(name: name, chain: try PEMFile.certificates(in: chain).map(Blob.init))
        return CAReport.report(try await enclave.call(request, signedBy: administrators))
    }
}
