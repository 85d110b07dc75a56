private import Crypto
internal import EnclaveProtocol
internal import TEEPlatform

/// A SEV-SNP guest: reports through configfs-tsm or, on kernels without it, `/dev/sev-guest`; sealing by a key the
/// firmware derives from chip, guest policy and launch measurement.
struct SNPPlatform: TEEPlatform {
    /// The kernel's name of the driver.
    static let provider = "sev_guest"

    /// Where reports come from.
    enum Source: Sendable {
        case configfs(TSMReporter)
        case device(SEVGuestDevice)
    }

    let identity: PlatformIdentity
    private let source: Source
    private let keys: SealingSource

    /// `device` is for sealing; without it the state is sealed to recovery shares only.
    init(_ source: Source, device: SEVGuestDevice?, sealing: HardwareSealing) throws(PlatformError) {
        let (source, fields) = try Self.firstReport(from: source)
        self.source = source
        keys = try Self.keys(device, sealing)
        identity = PlatformIdentity(
            platform: "snp", measurement: Hex.encode(fields.measurement),
            sealing: keys.word(sealing, on: "snp"))
    }

    func sealingKey(context: [UInt8]) -> SealingKey { keys.key(context: context) }

    func evidence(reportData: ReportData, mode: StateMode) throws(PlatformError) -> Evidence {
        try Self.evidence(from: source, over: reportData).evidence
    }

    private static func keys(
        _ device: SEVGuestDevice?, _ sealing: HardwareSealing
    ) throws(PlatformError) -> SealingSource {
        switch sealing {
        case .none: return .switchedOff
        case .signer:
            throw PlatformError("--sealing signer is for SGX: SEV-SNP has no such key", remedy: "Use code or none.")
        case .code:
            guard let device else {
                let reason = "without \(SEVGuestDevice.path) there is no sealing key: recovery shares open the state"
                return .none(reason: reason)
            }
            return .root(SealingRoot(label: "snp/measurement", secret: try device.derivedKey()))
        }
    }

    /// The first report finds out who answers: where the firmware refuses the guest, its SVSM may speak for it.
    private static func firstReport(from source: Source) throws(PlatformError) -> (Source, EvidenceFields) {
        do throws(PlatformError) {
            return (source, try evidence(from: source, over: .zero).fields)
        } catch {
            guard case .configfs(var reporter) = source, reporter.hasServices else { throw error }
            reporter.asksServices = true
            return (.configfs(reporter), try evidence(from: .configfs(reporter), over: .zero).fields)
        }
    }

    private static func evidence(
        from source: Source, over reportData: ReportData
    ) throws(PlatformError) -> (evidence: Evidence, fields: EvidenceFields) {
        let answer = try answer(from: source, over: reportData)
        guard let fields = EvidenceFields(report: answer.evidence),
            fields.reportData == expectedData(reportData, answer.manifest)
        else {
            throw PlatformError(
                "the guest driver answered with something that is no SEV-SNP report over this request's report data",
                remedy: "Look into the kernel's log for sev-guest.")
        }
        var evidence = Evidence(.report, Array(answer.evidence.prefix(EvidenceFields.reportLength)))
        evidence.certificates = CertificateTable(answer.certificates).certificates
        evidence.manifest = answer.manifest
        return (evidence, fields)
    }

    private static func answer(
        from source: Source, over reportData: ReportData
    ) throws(PlatformError) -> TSMReport {
        switch source {
        case .configfs(let reporter): try reporter.report(over: reportData)
        case .device(let device): try device.report(over: reportData)
        }
    }

    /// An SVSM's report is over SHA-512(report data ‖ services manifest).
    private static func expectedData(_ reportData: ReportData, _ manifest: [UInt8]) -> [UInt8] {
        manifest.isEmpty ? reportData.bytes : Array(SHA512.hash(data: reportData.bytes + manifest))
    }
}
