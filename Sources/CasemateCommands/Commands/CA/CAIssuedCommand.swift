internal import ArgumentParser
internal import EnclaveProtocol

struct CAIssuedCommand: CasemateCommand {
    static let configuration = CommandConfiguration(
        commandName: "issued", abstract: "List the certificates that an authority issued.",
        discussion: "Built from the audit: the enclave keeps only the revoked serials that have not expired.")

    @Argument(help: "The authority.") var name: String
    @OptionGroup var page: PageOptions
    @OptionGroup var enclave: EnclaveOptions
    @OptionGroup var output: OutputOptions

    func perform() async throws -> Report {
        guard let first = UInt64(page.after ?? "1") else {
            throw ValidationError("--after takes a `next` of a page before.")
        }
        var ledger = IssuedLedger(authority: name, limit: Int(page.limit))
        try await enclave.withClient { client in
            try await AuditReader(client: client).forEach(from: first) { line in
                ledger.take(try JSONValue(parsing: line, from: "An audit entry"))
            }
        }
        var table = Table("SERIAL", "NOT AFTER", "REVOKED", "SUBJECT", "NAMES")
        for item in ledger.items {
            table.add(
                item.serial, item.fields["notAfter"]?.string ?? "-", item.isRevoked ? "yes" : "no",
                item.fields["subject"]?.string ?? "", item.names.joined(separator: " "))
        }
        return .list(ledger.items.map(\.json), next: ledger.next.map(String.init), table: table)
    }
}
