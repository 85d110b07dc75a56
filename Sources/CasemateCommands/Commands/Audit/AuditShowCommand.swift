internal import ArgumentParser
internal import EnclaveProtocol

struct AuditShowCommand: CasemateCommand {
    static let configuration = CommandConfiguration(
        commandName: "show", abstract: "Show audit entries.",
        discussion: "From the oldest; --after takes the number to begin at.")

    @OptionGroup var page: PageOptions
    @OptionGroup var enclave: EnclaveOptions
    @OptionGroup var output: OutputOptions

    func perform() async throws -> Report {
        guard let first = UInt64(page.after ?? "1") else {
            throw ValidationError("--after takes the number of an entry.")
        }
        let answer = try await enclave.call(AuditRead(from: first, limit: page.limit))
        let entries = try answer.lines.map { try JSONValue(parsing: $0.bytes, from: "an audit entry") }
        var table = Table("NUMBER", "TIME", "IDENTITY", "OPERATION", "NAME", "OUTCOME")
        for entry in entries {
            table.add(
                entry["number"]?.integer.map(String.init) ?? "-", entry["time"]?.string ?? "-",
                entry["identity"]?.string ?? "-", entry["operation"]?.string ?? "-", entry["name"]?.string ?? "-",
                entry["outcome"]?.string ?? "-")
        }
        return .list(entries, next: answer.next.map { String($0) }, table: table)
    }
}
