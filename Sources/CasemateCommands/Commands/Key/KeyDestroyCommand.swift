internal import ArgumentParser
internal import EnclaveProtocol

struct KeyDestroyCommand: CasemateCommand {
    static let configuration = CommandConfiguration(
        commandName: "destroy", abstract: "Destroy a key's bytes for ever.",
        discussion: "Its record and its audit stay. Needs an administrator's signature.")

    @Argument(help: "The key's name or id.") var key: KeyReference
    @OptionGroup var administrators: AdministratorOptions
    @OptionGroup var enclave: EnclaveOptions
    @OptionGroup var output: OutputOptions

    func perform() async throws -> Report {
        let request = KeyDestroy(key: key.selector)
        return KeyReport.report(try await enclave.call(request, signedBy: administrators))
    }
}
