internal import ArgumentParser

struct AttestCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "attest", abstract: "Evidence of what code holds the keys: get it, read it, judge it.",
        discussion: """
            Judging needs no enclave. Evidence is genuine when its signatures, its maker's collateral and the maker's \
            rules say so; whether it is good enough is for a policy to say. Without --policy only current platforms with \
            a vendor's root behind them are accepted.

            Example:
              casemate attest evidence --report-data 00ff… --out quote.bin --collateral-out collateral.json --root-out root.pem
              casemate attest verify --evidence quote.bin --collateral collateral.json --policy policy.yaml
              casemate key attest gateway --nonce 0102… --out quote.bin --statement-out gateway.statement
            """,
        subcommands: [
            AttestEvidenceCommand.self, AttestVerifyCommand.self, AttestShowCommand.self, AttestPolicyCommand.self,
            AttestEnclaveCommand.self, AttestStatementCommand.self,
        ])
}
