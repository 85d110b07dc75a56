internal import ArgumentParser
internal import EnclaveProtocol

struct CompactCommand: CasemateCommand {
    static let configuration = CommandConfiguration(
        commandName: "compact", abstract: "Compact the journal now; audit entries are kept.")

    @OptionGroup var administrators: AdministratorOptions
    @OptionGroup var enclave: EnclaveOptions
    @OptionGroup var output: OutputOptions

    func perform() async throws -> Report {
        let keys = try administrators.keys()
        _ = try await enclave.withClient { try await $0.call(CompactRequest(), authorizedBy: keys) }
        return .done("Compacted.")
    }
}
