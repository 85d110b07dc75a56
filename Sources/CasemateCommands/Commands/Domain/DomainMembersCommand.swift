internal import ArgumentParser
internal import EnclaveProtocol

struct DomainMembersCommand: CasemateCommand {
    static let configuration = CommandConfiguration(
        commandName: "members", abstract: "List the members, as this one sees them.",
        discussion: """
            LAG is how many shared changes a member said it does not have yet. A `!` before its evidence's end: within a \
            week it expires.
            """)

    @OptionGroup var enclave: EnclaveOptions
    @OptionGroup var output: OutputOptions

    func perform() async throws -> Report {
        let view = DomainView(try await enclave.call(DomainStatusRequest()))
        return Report(json: ["items": view.membersJSON, "next": .null], text: view.table.text)
    }
}
