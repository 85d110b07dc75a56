internal import ArgumentParser
internal import EnclaveProtocol

struct KeyRetireCommand: CasemateCommand {
    static let configuration = CommandConfiguration(
        commandName: "retire", abstract: "Take a key out of use.",
        discussion: "It still decrypts what it encrypted, and makes nothing new.")

    @Argument(help: "The key's name or id.") var key: KeyReference
    @OptionGroup var administrators: AdministratorOptions
    @OptionGroup var enclave: EnclaveOptions
    @OptionGroup var output: OutputOptions

    func perform() async throws -> Report {
        let request = KeyRetire(key: key.selector)
        return KeyReport.report(try await enclave.call(request, signedBy: administrators))
    }
}
