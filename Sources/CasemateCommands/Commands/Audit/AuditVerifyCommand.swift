internal import ArgumentParser
internal import EnclaveProtocol
internal import Journal

struct AuditVerifyCommand: CasemateCommand {
    static let configuration = CommandConfiguration(
        commandName: "verify", abstract: "Check an audit export; needs no enclave and no key.",
        discussion: """
            Checks the numbering, the chain and every checkpoint's signature. Whose keys signed is shown: compare them \
            with the enclave's identity. Exit status 1 when an entry was changed, removed or added.
            """)

    @Argument(help: "The export; - is stdin.") var file: String
    @OptionGroup var output: OutputOptions

    func perform() async throws -> Report {
        var verifier = AuditVerifier()
        verifier.consume(try InputFile.read(file, limit: 1 << 32))
        let report = verifier.finish()
        let fault = report.firstBad
        let json: JSONValue = [
            "entries": .integer(Int64(clamping: report.entries)),
            "checkpoints": .integer(Int64(clamping: report.checkpoints)),
            "first": Self.number(report.first), "last": Self.number(report.last), "ok": .bool(report.ok),
            "firstBad": Self.number(fault?.number),
            "reason": .optional(fault.map { "line \($0.line): \($0.reason)" }),
            "lastSigned": Self.number(report.lastSigned),
            "signers": .strings(report.signers.map { Hex.encode($0) }),
            "development": .bool(report.development),
        ]
        return Report(json: json, text: Self.text(report), isFailure: !report.ok)
    }

    private static func number(_ value: UInt64?) -> JSONValue { value.map { .integer(Int64(clamping: $0)) } ?? .null }

    private static func text(_ report: AuditReport) -> String {
        if let fault = report.firstBad {
            return "Not intact: line \(fault.line), entry \(fault.number): \(fault.reason)."
        }
        return FactList.text([
            ("entries", "\(report.entries)"),
            ("checkpoints", "\(report.checkpoints)"),
            ("numbers", "\(report.first.map(String.init) ?? "-") to \(report.last.map(String.init) ?? "-")"),
            ("signed up to", report.lastSigned.map(String.init) ?? "nothing"),
            ("signed by", report.signers.map { Hex.encode($0) }.joined(separator: " ")),
            ("development", report.development ? "yes" : "no"),
            ("result", "intact"),
        ])
    }
}
