internal import ArgumentParser
internal import EnclaveClient
internal import EnclaveProtocol

struct AuditExportCommand: CasemateCommand {
    static let configuration = CommandConfiguration(
        commandName: "export", abstract: "Write the audit as JSON lines that `audit verify` checks.",
        discussion: "With --json, --out must name a file, because the entries are the output.")

    @Option(help: ArgumentHelp("Where it goes; stdout without it.", valueName: "file")) var out: String?
    @Option(help: ArgumentHelp("The first entry.", valueName: "number")) var from: UInt64 = 1
    @OptionGroup var enclave: EnclaveOptions
    @OptionGroup var output: OutputOptions

    func validate() throws {
        guard !output.json || out != nil else { throw ValidationError("With --json give --out FILE.") }
    }

    func perform() async throws -> Report {
        let export = try await enclave.withClient { try await AuditExport.read(from: from, client: $0) }
        guard let out else {
            return Report(json: .null, text: String(decoding: export.bytes, as: UTF8.self))
        }
        try OutputFile.write(export.bytes, to: out)
        return .done(
            "Wrote \(export.entries) entries to \(out).",
            ["file": .string(out), "entries": .integer(Int64(export.entries))])
    }
}

/// An audit export: a header line that says whose audit it is and which chain came before, then the entries as they are.
struct AuditExport {
    let bytes: [UInt8]
    let entries: Int

    static func read(from first: UInt64, client: EnclaveClient) async throws -> AuditExport {
        var bytes: [UInt8] = []
        var entries = -1
        let add = { (line: [UInt8]) in
            bytes += line
            bytes.append(UInt8(ascii: "\n"))
            entries += 1
        }
        try await AuditReader(client: client).forEach(from: first, header: add, add)
        return AuditExport(bytes: bytes, entries: entries)
    }
}
