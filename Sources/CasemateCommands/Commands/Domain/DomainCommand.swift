internal import ArgumentParser

struct DomainCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "domain", abstract: "The set of enclaves that hold one domain key, and its recovery.",
        discussion: """
            Every member signs, issues and wraps with the same keys. One, the lead, changes what they share.

            Example: a second member, on its own machine:
              casemate-enclave-software --state S --listen unix:/run/b.sock --administrator admin.pem --join …
              casemate domain join --peer tcp:a.example:7001 --peer-key HEX --name b --administrator-key admin.key
              casemate domain relay --listen :7000 --peer a.example:7000
            """,
        subcommands: [
            DomainStatusCommand.self, DomainMembersCommand.self, DomainWatchCommand.self, DomainJoinCommand.self,
            DomainPolicyCommand.self, DomainPromoteCommand.self, DomainRemoveCommand.self, DomainRekeyCommand.self,
            DomainRelayCommand.self, DomainCheckCommand.self, RecoveryCommand.self,
        ])
}
