internal import ArgumentParser
internal import EnclaveClient
internal import EnclaveProtocol

struct DomainRemoveCommand: CasemateCommand {
    static let configuration = CommandConfiguration(
        commandName: "remove", abstract: "Remove a member: no other speaks to it from then on.",
        discussion: """
            Asked at the lead. What the member has it keeps, the domain key too: there is no new one on removal. Destroy \
            its state, or rotate afterwards what may not stay good there.

            Needs an administrator's signature.
            """)

    @Argument(help: "The member, by name or id.") var member: MemberReference
    @OptionGroup var administrators: AdministratorOptions
    @OptionGroup var enclave: EnclaveOptions
    @OptionGroup var output: OutputOptions

    func perform() async throws -> Report {
        let keys = try administrators.keys()
        return try await enclave.withClient { client in
            let id = try member.resolved(in: try await client.call(DomainStatusRequest()))
            let view = DomainView(try await client.call(DomainRemove(member: id), authorizedBy: keys))
            return Report(
                json: view.json.adding(["removed": .string(id.description), "members": view.membersJSON]),
                text: "Removed \(member.text).\n\n" + view.table.text)
        }
    }
}
