internal import ArgumentParser

struct AttestCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "attest", abstract: "Evidence of what holds the keys: get it, read it, judge it.",
        discussion: """
            Example:
              casemate attest evidence --report-data 00ff… --out quote.bin --collateral-out collateral.json --root-out root.pem
              casemate key attest gateway --nonce 0102… --out quote.bin --statement-out gateway.statement
            """,
        subcommands: [AttestEvidenceCommand.self, AttestEnclaveCommand.self, AttestStatementCommand.self])
}
