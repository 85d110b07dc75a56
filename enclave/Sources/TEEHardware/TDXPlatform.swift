internal import EnclaveProtocol
internal import TEEPlatform

/// A TDX guest, through configfs-tsm. Its measurement is MRTD; what else the image measured is in the quote's RTMRs.
struct TDXPlatform: TEEPlatform {
    /// The kernel's name of the driver.
    static let provider = "tdx_guest"

    let identity: PlatformIdentity
    private let reporter: TSMReporter

    init(_ reporter: TSMReporter) throws(PlatformError) {
        self.reporter = reporter
        let (_, fields) = try Self.quote(from: reporter, over: .zero)
        identity = PlatformIdentity(
            platform: "tdx", measurement: Hex.encode(fields.measurement),
            sealing: HardwareSealing.code.word(on: "tdx"))
    }

    func sealingKey(context: [UInt8]) -> SealingKey {
        .unavailable(reason: "TDX gives a guest no sealing key: recovery shares or a peer open the state")
    }

    func evidence(reportData: ReportData, mode: StateMode) throws(PlatformError) -> Evidence {
        Evidence(.quote, try Self.quote(from: reporter, over: reportData).bytes)
    }

    private static func quote(
        from reporter: TSMReporter, over reportData: ReportData
    ) throws(PlatformError) -> (bytes: [UInt8], fields: EvidenceFields) {
        let quote = try reporter.report(over: reportData).evidence
        guard let fields = EvidenceFields(quote: quote, of: .trustDomain), fields.reportData == reportData.bytes else {
            throw PlatformError(
                "configfs-tsm answered with something that is no TDX quote over this request's report data",
                remedy: "Look into the kernel's log for tdx-guest, and which quote service the host runs.")
        }
        return (quote, fields)
    }
}
