internal import EnclaveProtocol
private import Synchronization
internal import TEEPlatform

/// SGX under Gramine, through the files of `/dev/attestation`.
struct GraminePlatform: TEEPlatform {
    let identity: PlatformIdentity
    private let keys: SealingSource

    /// Nil outside Gramine on SGX; throws where Gramine runs without what the enclave needs.
    init?(sealing: HardwareSealing) throws(PlatformError) {
        guard let scheme = try? Self.typeFile.read(atMost: Self.longestType) else { return nil }
        guard scheme == Array("dcap".utf8) else {
            throw PlatformError(
                "Gramine gives no DCAP quotes here: its attestation type is \(Self.quoted(scheme))",
                remedy: "Set sgx.remote_attestation = \"dcap\" in the manifest, sign it and start again.")
        }
        keys = try Self.keys(sealing)
        identity = PlatformIdentity(
            platform: "sgx", measurement: Hex.encode(try Self.ownMeasurement()),
            sealing: keys.word(sealing, on: "sgx"))
    }

    func sealingKey(context: [UInt8]) -> SealingKey { keys.key(context: context) }

    func evidence(reportData: ReportData, mode: StateMode) throws(PlatformError) -> Evidence {
        let quote = try Self.quote(over: reportData)
        guard let fields = EvidenceFields(quote: quote, of: .enclave), fields.reportData == reportData.bytes,
            Hex.encode(fields.measurement) == identity.measurement
        else {
            throw PlatformError(
                "Gramine answered with a quote that is not over this request's report data",
                remedy: "Nothing else in this enclave may use /dev/attestation; look at Gramine's and aesmd's logs.")
        }
        return Evidence(.quote, quote)
    }

    /// Gramine keeps one report data for the whole process, and promises nothing to threads that write it at once.
    private static let turn = Mutex(())

    private static func quote(over reportData: ReportData) throws(PlatformError) -> [UInt8] {
        try turn.withLock { _ throws(PlatformError) in
            do throws(SystemFailure) {
                try PseudoFile("/dev/attestation/user_report_data").write(reportData.bytes)
                return try PseudoFile("/dev/attestation/quote").read(atMost: longestQuote)
            } catch {
                throw PlatformError(
                    "no quote: \(error.description)",
                    remedy: "Look whether aesmd runs on the host, with the quote provider library, and reaches a PCCS.")
            }
        }
    }

    private static func keys(_ sealing: HardwareSealing) throws(PlatformError) -> SealingSource {
        guard let name = sealing.gramineKey else { return .switchedOff }
        let file = PseudoFile("/dev/attestation/keys/\(name)")
        guard let secret = try? file.read(atMost: sealingKeyLength), secret.count == sealingKeyLength else {
            throw PlatformError(
                "\(file.path) does not hold a sealing key of \(sealingKeyLength) bytes",
                remedy: "Start under gramine-sgx (gramine-direct has no sealing keys), Gramine 1.4 or newer.")
        }
        return .root(SealingRoot(label: "sgx/\(name)", secret: secret))
    }

    /// MRENCLAVE: a TARGETINFO begins with it.
    private static func ownMeasurement() throws(PlatformError) -> ArraySlice<UInt8> {
        let file = PseudoFile("/dev/attestation/my_target_info")
        guard let info = try? file.read(atMost: targetInfoLength), info.count == targetInfoLength else {
            throw PlatformError("\(file.path) does not hold the \(targetInfoLength) bytes of a TARGETINFO")
        }
        return info.prefix(32)
    }

    private static func quoted(_ bytes: [UInt8]) -> String {
        "\"" + String(decoding: bytes.filter { (0x20..<0x7F).contains($0) }, as: UTF8.self) + "\""
    }

    /// Where Gramine says what attestation it has.
    static let typeFile = PseudoFile("/dev/attestation/attestation_type")
    private static let longestType = 64
    private static let longestQuote = 8192
    private static let targetInfoLength = 512
    private static let sealingKeyLength = 16
}
