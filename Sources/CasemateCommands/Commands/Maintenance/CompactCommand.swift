internal import ArgumentParser
internal import EnclaveProtocol

struct CompactCommand: CasemateCommand {
    static let configuration = CommandConfiguration(
        commandName: "compact", abstract: "Compact the journal now; audit entries are kept.")

    @OptionGroup var administrators: AdministratorOptions
    @OptionGroup var enclave: EnclaveOptions
    @OptionGroup var output: OutputOptions

    func perform() async throws -> Report {
        _ = try await enclave.call(CompactRequest(), signedBy: administrators)
        return .done("Compacted.")
    }
}
