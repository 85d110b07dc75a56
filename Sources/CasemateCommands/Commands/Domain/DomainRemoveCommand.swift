internal import ArgumentParser
internal import EnclaveClient
internal import EnclaveProtocol

struct DomainRemoveCommand: CasemateCommand {
    static let configuration = CommandConfiguration(
        commandName: "remove", abstract: "Remove a member: no other speaks to it from then on.",
        discussion: """
            Asked at the lead. The others get a new domain key, which all they write from then on is under and which voids \
            recovery shares and backups of before: make new ones. What the member had until now it keeps. Destroy its \
            state, or rotate afterwards the keys that may not stay good there.

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
            let status = try await client.call(StatusRequest())
            let remark = status["recovery"] == "none" ? Self.noShares : ""
            return Report(
                json: view.json.adding([
                    "removed": .string(id.description),
                    "domainKeyGeneration": .optional(status["domainKeyGeneration"]), "members": view.membersJSON,
                ]),
                text: "Removed \(member.text).\(remark)\n\n" + view.table.text)
        }
    }

    private static let noShares =
        " There are no recovery shares of the domain key: make them with `casemate domain recovery create`."
}
