internal import ArgumentParser

struct DomainPolicyCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "policy", abstract: "The policy that members are appraised under.",
        subcommands: [DomainPolicySetCommand.self])
}
