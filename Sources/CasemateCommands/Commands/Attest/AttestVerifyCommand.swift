internal import ArgumentParser
internal import Attestation

struct AttestVerifyCommand: CasemateCommand {
    static let configuration = CommandConfiguration(
        commandName: "verify", abstract: "Verify evidence and judge it by a policy.",
        discussion: """
            Takes SGX and TDX quotes of version 3 to 5, SEV-SNP reports, bare or in Azure's HCL blob, and RA-TLS \
            certificates. SGX and TDX need Intel's collateral: --collateral or --pccs. SEV-SNP needs the certificates of \
            AMD's chain but for its root: --certificate. Bind what you asked for with --report-data; shorter than 64 \
            bytes, it is compared with zeros behind it.

            The JSON object has genuine, status, verdict, code, reason, measurements and more, also for evidence that is \
            not genuine. Exit status 1 unless the verdict is accept.
            """)

    @OptionGroup var evidence: EvidenceOptions

    @Option(
        help: ArgumentHelp("Judge as of this time: seconds since 1970 or RFC 3339; now by default.", valueName: "time"))
    var at: Moment?

    @Option(
        name: .customLong("report-data"), help: ArgumentHelp("What must be bound, at most 64 bytes.", valueName: "hex"))
    var reportData: HexBytes?

    @Option(help: ArgumentHelp("The policy, JSON or YAML.", valueName: "file"))
    var policy: String?

    @OptionGroup var output: OutputOptions

    func validate() throws {
        guard reportData.map({ $0.bytes.count <= 64 }) ?? true else {
            throw ValidationError("--report-data must be at most 128 hexadecimal digits.")
        }
    }

    func perform() async throws -> Report {
        let policy = try policy.map { name throws(CommandError) in try AppraisalPolicyFile.read(name) } ?? .standard
        let bytes = try evidence.evidenceBytes()
        let time = at?.seconds ?? Timestamp.now
        do {
            let appraisal = try await evidence.appraiser(for: bytes).appraise(bytes, at: time)
            return VerdictReport.judged(policy.judge(appraisal, reportData: reportData?.bytes, at: time))
        } catch let error as AppraisalError {
            return VerdictReport.refused(error, EvidenceShape(of: bytes))
        }
    }
}
