internal import ArgumentParser

struct BenchCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "bench", abstract: "Measure the enclave beside openssl and the raw library.",
        discussion: """
            Runs alternate and medians are shown, because one machine is never twice the same. The load generator \
            shares the cores with the enclave, as a neighbour would.

            Example:
              casemate bench sign --connections 4 --outstanding 48
            """,
        subcommands: [
            BenchSignCommand.self, BenchIssueCommand.self, BenchVerifyCommand.self, BenchKeysCommand.self,
        ])
}
