internal import ArgumentParser
internal import EnclaveProtocol

struct PolicyCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "policy", abstract: "What each caller identity may do.",
        discussion: """
            An identity is the name of a listener. Narrowing its policy needs no signature, anything else does.

            Example:
              casemate policy set gateway --operation key-sign --key "gateway-*" --rate 500 --administrator-key admin.key
            """,
        subcommands: [PolicySetCommand.self, PolicyListCommand.self])
}

struct PolicyListCommand: CasemateCommand {
    static let configuration = CommandConfiguration(commandName: "list", abstract: "List the policies.")

    @OptionGroup var enclave: EnclaveOptions
    @OptionGroup var output: OutputOptions

    func perform() async throws -> Report {
        let policies = try await enclave.call(PolicyList()).policies
        var table = Table("IDENTITY", "TENANT", "RATE", "KEYS", "OPERATIONS")
        for policy in policies {
            table.add(
                policy.identity, policy.tenant, policy.rate == 0 ? "-" : "\(policy.rate)/s",
                policy.keys.joined(separator: " "), policy.operations.joined(separator: " "))
        }
        return .list(policies.map(PolicySetCommand.json), next: nil, table: table)
    }
}
