internal import ArgumentParser
internal import EnclaveProtocol

struct CAListCommand: CasemateCommand {
    static let configuration = CommandConfiguration(commandName: "list", abstract: "List the authorities.")

    @OptionGroup var page: PageOptions
    @OptionGroup var enclave: EnclaveOptions
    @OptionGroup var output: OutputOptions

    func perform() async throws -> Report {
        let answer = try await enclave.call(CAList(page: page.query))
        var table = Table("NAME", "STATE", "KEY", "NOT AFTER", "SUBJECT")
        for authority in answer.items {
            table.add(
                authority.name, authority.state.name, authority.algorithm.name,
                authority.notAfter == 0 ? "-" : RFC3339.text(authority.notAfter), authority.subject)
        }
        return .list(answer.items.map(CAReport.json), next: answer.next, table: table)
    }
}
