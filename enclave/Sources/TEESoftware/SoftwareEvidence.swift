internal import EnclaveProtocol
private import Glibc
internal import TEEPlatform
internal import X509Core

/// Evidence under the software root: quotes of this process and their collateral.
struct SoftwareEvidence: Sendable {
    let certificates: SoftwareCertificates
    private let quoting: QuotingEnclave
    private let issuer: CollateralIssuer
    private let clock: @Sendable () -> Int64

    /// `clock` gives unix seconds.
    init(_ root: SoftwareRoot, clock: @escaping @Sendable () -> Int64) throws(PlatformError) {
        certificates = root.certificates
        quoting = try QuotingEnclave(root.certificates, pck: root.pckKey)
        issuer = CollateralIssuer(root: root)
        self.clock = clock
    }

    func evidence(
        of measurement: [UInt8], _ configuration: ConfigID, over reportData: ReportData
    ) throws(PlatformError) -> Evidence {
        let time = clock()
        guard time <= certificates.notAfter else {
            throw PlatformError(
                "the software root expired at \(RFC3339.text(certificates.notAfter))",
                remedy: "Start with a new --software-root and give its root.crt to whoever verifies.")
        }
        let report = EnclaveReport(
            flags: [.initialized, .mode64, .keySeparation], measurement: measurement, signer: certificates.signer,
            configID: configuration.bytes, configSVN: UInt16(ConfigID.version), productID: 1, svn: 1,
            reportData: reportData.bytes)
        var evidence = Evidence(.quote, try quoting.quote(report))
        evidence.collateral = try issuer.collateral(at: time)
        evidence.root = certificates.root.der
        return evidence
    }

    /// The host's clock: what verifiers compare the collateral's dates with.
    static let hostClock: @Sendable () -> Int64 = {
        var time = timespec()
        _ = unsafe clock_gettime(CLOCK_REALTIME, &time)
        return Int64(time.tv_sec)
    }
}
