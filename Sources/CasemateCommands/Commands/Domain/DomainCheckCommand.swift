internal import ArgumentParser
internal import DomainHistory

struct DomainCheckCommand: CasemateCommand {
    static let configuration = CommandConfiguration(
        commandName: "check", abstract: "Check the members' audits against each other; needs no enclave and no key.",
        discussion: """
            DIRECTORY/audits holds an export of each member's audit, also of state directories that were put aside: \
            `casemate audit export --out DIRECTORY/audits/NAME.jsonl`. They must verify, no domain number may stand for \
            two changes, and no member may have taken a change of an older term.

            What else is there is judged too: clients/*.jsonl, operations as clients recorded them; final/*.jsonl, what \
            members hold; faults.jsonl, what was done to them. docs/domain-history.md says how they look.

            Exit status 1 when something does not hold.
            """)

    @Argument(help: "The folder.") var directory: String
    @OptionGroup var output: OutputOptions

    func perform() async throws -> Report {
        let history: DomainHistory
        do throws(HistoryError) {
            history = try DomainHistory(directory: directory)
        } catch {
            throw CommandError(error)
        }
        let verdicts = HistoryRules.all.map { (name: $0.name, verdict: $0.judge(history)) }
        let isKept = verdicts.allSatisfy { $0.verdict.findings.isEmpty }
        return Report(
            json: ["ok": .bool(isKept), "rules": .array(verdicts.map(Self.json))],
            text: verdicts.map(Self.text).joined(), isFailure: !isKept)
    }

    private static func json(_ name: String, _ verdict: Verdict) -> JSONValue {
        [
            "rule": .string(name), "examined": .integer(Int64(verdict.examined)),
            "findings": .strings(verdict.findings),
        ]
    }

    /// Most findings of one rule that people see; --json has all.
    private static let shown = 10

    private static func text(_ name: String, _ verdict: Verdict) -> String {
        let (findings, count) = (verdict.findings, verdict.findings.count)
        let more = count > shown ? ["and \(count - shown) more"] : []
        return "\(findings.isEmpty ? "ok   " : "NOT  ")\(name): \(verdict.examined) examined, \(count) found\n"
            + (findings.prefix(shown) + more).map { "     \($0)\n" }.joined()
    }
}

extension CommandError {
    fileprivate init(_ error: HistoryError) {
        self.init(
            code: "invalid-history",
            message: error.line == 0
                ? "\(error.source): \(error.reason)." : "\(error.source), line \(error.line): \(error.reason).",
            remedy: "See `casemate domain check --help` for what the folder holds.")
    }
}
