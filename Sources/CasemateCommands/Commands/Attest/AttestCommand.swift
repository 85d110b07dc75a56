internal import ArgumentParser

struct AttestCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "attest", abstract: "Judge evidence of what code holds a key, and on what machine.",
        discussion: """
            Needs no enclave. Evidence is genuine when its signatures, its maker's collateral and the maker's rules say \
            so; whether it is good enough is for a policy to say. Without --policy only current platforms with a \
            vendor's root behind them are accepted.

            Example:
              casemate attest verify --evidence quote.bin --collateral collateral.json --policy policy.yaml
            """,
        subcommands: [AttestVerifyCommand.self, AttestShowCommand.self, AttestPolicyCommand.self])
}
