internal import ArgumentParser
internal import EnclaveClient
internal import EnclaveProtocol

struct AttestEvidenceCommand: CasemateCommand {
    static let configuration = CommandConfiguration(
        commandName: "evidence", abstract: "Get evidence of the enclave over 64 bytes of your choice.",
        discussion: """
            It proves that an enclave of this code was asked, and nothing of keys: for those see `key attest` and \
            `attest enclave`, whose report data nobody but the enclave can choose. The evidence goes to --out as it is, \
            or to stdout in base64.
            """)

    @Option(
        name: .customLong("report-data"),
        help: ArgumentHelp("1 to 64 bytes; fewer than 64 are followed by zeros.", valueName: "hex"))
    var reportData: HexBytes
    @OptionGroup var files: EvidenceFiles
    @OptionGroup var administrators: AdministratorOptions
    @OptionGroup var enclave: EnclaveOptions
    @OptionGroup var output: OutputOptions

    func validate() throws {
        guard reportData.bytes.count <= ProofReportData.length else {
            throw ValidationError("Report data has at most \(ProofReportData.length) bytes.")
        }
    }

    func perform() async throws -> Report {
        let missing = ProofReportData.length - reportData.bytes.count
        let bytes = reportData.bytes + [UInt8](repeating: 0, count: missing)
        let (status, answer) = try await enclave.withClient { client in
            let request = EvidenceRequest(reportData: bytes)
            return (
                try await client.call(StatusRequest()),
                try await client.call(request, authorizedBy: try administrators.keys())
            )
        }
        try files.write(answer)
        let json = try EvidenceReport.json(answer, reportData: bytes, status)
        return Report(json: json, text: files.out == nil ? Base64.text(answer.evidence) : "")
    }
}
