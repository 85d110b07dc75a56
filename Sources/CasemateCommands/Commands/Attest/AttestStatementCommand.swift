internal import ArgumentParser
internal import EnclaveProtocol

struct AttestStatementCommand: CasemateCommand {
    static let configuration = CommandConfiguration(
        commandName: "statement", abstract: "Read a statement that `key attest` or `attest enclave` wrote.",
        discussion: """
            Prints what it says and the report data that evidence must carry for it to be the enclave's word. Anywhere, \
            offline.

            Example:
              casemate attest verify --evidence quote.bin --report-data $(casemate attest statement --in s --report-data)
            """)

    @Option(name: .customLong("in"), help: ArgumentHelp("The statement; - is stdin.", valueName: "file"))
    var input: String
    @Flag(name: .customLong("report-data"), help: "Print the report data alone.") var onlyReportData = false
    @OptionGroup var output: OutputOptions

    func perform() async throws -> Report {
        let bytes = try InputFile.read(input, limit: EvidenceAnswer.longestPart)
        if let key = try? Proof<KeyStatement>(bytes, from: input) { return report(key) }
        return report(try Proof<EnclaveStatement>(bytes, from: input))
    }

    private func report<Statement: ReportedStatement>(_ proof: Proof<Statement>) -> Report {
        let reportData = Hex.encode(proof.reportData)
        return Report(
            json: proof.json.adding(["reportData": .string(reportData)]), text: onlyReportData ? reportData : proof.text
        )
    }
}
