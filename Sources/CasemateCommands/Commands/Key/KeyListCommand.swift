internal import ArgumentParser
internal import EnclaveProtocol

struct KeyListCommand: CasemateCommand {
    static let configuration = CommandConfiguration(commandName: "list", abstract: "List the keys.")

    @OptionGroup var page: PageOptions
    @OptionGroup var enclave: EnclaveOptions
    @OptionGroup var output: OutputOptions

    func perform() async throws -> Report {
        let answer = try await enclave.call(KeyList(page: page.query))
        var table = Table("NAME", "ALGORITHM", "PURPOSE", "STATE", "ORIGIN", "ID")
        for key in answer.items {
            table.add(
                key.name, key.algorithm.name, key.purpose.name, key.state.name, key.origin.name, key.id.description)
        }
        return .list(answer.items.map(KeyReport.json), next: answer.next, table: table)
    }
}
