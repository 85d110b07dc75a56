internal import ArgumentParser
internal import EnclaveProtocol

struct RestoreCommand: CasemateCommand {
    static let configuration = CommandConfiguration(
        commandName: "restore", abstract: "Finish a restore under a new instance id.",
        discussion: """
            Start an enclave on the restored directory, submit recovery shares, then run this. Needs the signature of \
            an administrator of the backup.
            """)

    @OptionGroup var administrators: AdministratorOptions
    @OptionGroup var enclave: EnclaveOptions
    @OptionGroup var output: OutputOptions

    func perform() async throws -> Report {
        _ = try await enclave.call(RestoreRequest(), signedBy: administrators)
        return .done("Restored; the enclave has a new instance id.")
    }
}
