internal import ArgumentParser

struct AuditCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "audit", abstract: "The clear, chained and signed record of what the enclave did.",
        discussion: """
            Example:
              casemate audit export --out audit.jsonl
              casemate audit verify audit.jsonl        needs no enclave and no key
            """,
        subcommands: [AuditShowCommand.self, AuditExportCommand.self, AuditVerifyCommand.self])
}
