private import Crypto
private import EnclaveProtocol
package import TEEPlatform
private import X509Core

/// The software platform: no hardware behind it. Sealing is a key file the operator keeps outside the state, or none;
/// evidence is a quote under the installation's software root, or refused.
package struct SoftwarePlatform: TEEPlatform {
    /// `--sealing`.
    package enum Sealing: Sendable, Hashable {
        case file(path: String)
        case none

        /// As `status` says it.
        var word: String {
            switch self {
            case .file: "file"
            case .none: "none"
            }
        }
    }

    /// `--memory`; the number is that of CONFIGID.
    package enum Memory: UInt8, Sendable {
        case secret = 1
        case locked = 2
        case ordinary = 3
    }

    package let identity: PlatformIdentity
    /// SHA-256 of the software root's certificate, hex; nil without `--software-root`.
    package let softwareRoot: String?
    /// This start made the software root.
    package let madeSoftwareRoot: Bool

    private let sealing: Sealing
    private let memory: Memory
    private let measurement: SoftwareMeasurement
    private let fileKey: [UInt8]?
    private let software: SoftwareEvidence?

    /// Reads the sealing file, or makes it (0600) when `mayCreate` and it is missing; reads the software root, or makes it
    /// when there is none.
    package init(
        _ measurement: SoftwareMeasurement, sealing: Sealing, mayCreate: Bool, memory: Memory,
        softwareRoot path: String?
    ) throws(PlatformError) {
        self.sealing = sealing
        self.memory = memory
        fileKey =
            switch sealing {
            case .none: nil
            case .file(let path): try SealingFile(path: path).key(mayCreate: mayCreate)
            }
        self.measurement = measurement
        identity = PlatformIdentity(
            platform: "software", measurement: Hex.encode(measurement.bytes), sealing: sealing.word)
        guard let path else {
            (softwareRoot, madeSoftwareRoot, software) = (nil, false, nil)
            return
        }
        let clock = SoftwareEvidence.hostClock
        let (root, isNew) = try SoftwareRootDirectory(path).open(at: clock())
        let software = try SoftwareEvidence(root, clock: clock)
        self.software = software
        softwareRoot = Hex.encode(software.certificates.root.fingerprint)
        madeSoftwareRoot = isNew
    }

    package func sealingKey(context: [UInt8]) throws(PlatformError) -> SealingKey {
        guard let fileKey else { return .unavailable(reason: "--sealing none: recovery shares open the state") }
        let key = HKDF<SHA256>.deriveKey(
            inputKeyMaterial: SymmetricKey(data: fileKey), info: Array("casemate/sealing/1".utf8) + context,
            outputByteCount: 32)
        return .key(unsafe key.withUnsafeBytes { unsafe Array($0) })
    }

    package func evidence(reportData: ReportData, mode: StateMode) throws(PlatformError) -> Evidence {
        guard let software else {
            throw PlatformError(
                "the software enclave was started without --software-root, so there is nothing to give evidence under",
                remedy: "Start it with --software-root DIR; the directory is made at the first start.")
        }
        return try software.evidence(
            of: measurement.bytes, ConfigID(sealing: sealing, memory: memory, mode: mode), over: reportData)
    }
}
