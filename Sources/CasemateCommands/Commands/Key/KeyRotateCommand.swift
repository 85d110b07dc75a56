internal import ArgumentParser
internal import EnclaveProtocol

struct KeyRotateCommand: CasemateCommand {
    static let configuration = CommandConfiguration(
        commandName: "rotate", abstract: "Make a new version of a key.",
        discussion: "Older versions go on verifying and decrypting.")

    @Argument(help: "The key's name or id.") var key: KeyReference
    @OptionGroup var administrators: AdministratorOptions
    @OptionGroup var enclave: EnclaveOptions
    @OptionGroup var output: OutputOptions

    func perform() async throws -> Report {
        let request = KeyRotate(key: key.selector)
        return KeyReport.report(try await enclave.call(request, signedBy: administrators))
    }
}
