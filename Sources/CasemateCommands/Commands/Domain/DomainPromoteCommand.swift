internal import ArgumentParser
internal import EnclaveClient
internal import EnclaveProtocol

struct DomainPromoteCommand: CasemateCommand {
    static let configuration = CommandConfiguration(
        commandName: "promote", abstract: "Make this member the lead of a new term.",
        discussion: """
            Asked at the member that shall lead. Every other member must have been heard and may not have more than this \
            one; who is lost is given up with --give-up, and thereby removed.

            A confirmed change is at two members at least. With one member given up, nothing confirmed is lost; with more, \
            a change that only they had is lost for good, and with it keys made last: then --accept-loss is needed.

            Needs an administrator's signature.

            Example: the lead is gone:
              casemate domain promote --give-up a --administrator-key admin.key
            """)

    @Option(
        name: .customLong("give-up"),
        help: ArgumentHelp("A member that is lost, by name or id; repeat it.", valueName: "member"))
    var givenUp: [MemberReference] = []
    @Flag(help: "With more than one member given up: confirmed changes may be lost.") var acceptLoss = false
    @OptionGroup var administrators: AdministratorOptions
    @OptionGroup var enclave: EnclaveOptions
    @OptionGroup var output: OutputOptions

    func perform() async throws -> Report {
        let keys = try administrators.keys()
        return try await enclave.withClient { client in
            let status = try await client.call(DomainStatusRequest())
            let lost = Set(try givenUp.map { try $0.resolved(in: status) })
            guard lost.count <= 1 || acceptLoss else { throw CommandError.mayLose(lost.count) }
            let promoted = try await client.call(DomainPromote(givenUp: lost.sorted()), authorizedBy: keys)
            let view = DomainView(promoted)
            return Report(
                json: view.json.adding([
                    "givenUp": .strings(lost.sorted().map(\.description)), "members": view.membersJSON,
                ]),
                text: "\(view.name(of: promoted.lead)) leads term \(promoted.position.term).\n\n" + view.table.text)
        }
    }
}

extension CommandError {
    fileprivate static func mayLose(_ count: Int) -> CommandError {
        CommandError(
            code: "may-lose-changes",
            message: "With \(count) members given up, changes that were confirmed may be lost for good: keys, "
                + "certificates' revocations and policies that only they had.",
            remedy: "Bring one of them back if you can; else repeat it with --accept-loss.")
    }
}
