/// What evidence says once its signatures, its collateral and the rules of its maker have been checked.
///
/// An appraisal is only ever made of genuine evidence: whatever fails a check throws `AppraisalError`. Whether it is
/// good enough is for an `AppraisalPolicy` to say.
public struct Appraisal: Sendable, Equatable {
    /// The TEE that made the evidence.
    public let kind: EvidenceKind
    /// What the evidence came wrapped in.
    public var container: EvidenceContainer
    /// The root that the evidence leads to; it decides `platform`.
    public let anchor: TrustAnchor
    /// `hardware` under a vendor's root, `software` under any other anchor.
    public var platform: EvidencePlatform { anchor.platform }
    /// The maker's verdict on the platform's trusted computing base.
    public var status: TCBStatus
    /// Advisory ids that apply at that level, sorted, each once.
    public let advisories: [String]
    /// When the matched level was current, seconds since 1970; nil where the maker publishes no levels (SEV-SNP).
    public let tcbDate: Int64?
    /// The earliest end of validity among everything the verdict rests on, seconds since 1970.
    public internal(set) var expires: Int64
    /// The code may be inspected by a debugger, so it keeps no secret.
    public let debug: Bool
    /// The 64 bytes that whoever asked for the evidence had bound into it; an SVSM's own where it asked in between.
    public let reportData: [UInt8]
    /// The services manifest that an SVSM had bound in beside what it was asked for; nil where none stands in between.
    public internal(set) var servicesManifest: [UInt8]?
    /// Every measurement and identity in the evidence under its specification's name, in the order of the structure.
    public let measurements: [Claim]
    /// Facts about the machine: FMSPC, PPID, chip id, TCB components, product, CRL numbers and the like.
    public internal(set) var platformInfo: [Claim]
    /// The level of the firmware running now, where that differs from the one at launch (TDX 1.5); else nil.
    public let current: TCBLevelVerdict?

    package init(
        kind: EvidenceKind, container: EvidenceContainer, anchor: TrustAnchor, status: TCBStatus,
        advisories: [String], tcbDate: Int64?, expires: Int64, debug: Bool, reportData: [UInt8],
        measurements: [Claim], platformInfo: [Claim], current: TCBLevelVerdict?
    ) {
        self.kind = kind
        self.container = container
        self.anchor = anchor
        self.status = status
        self.advisories = advisories
        self.tcbDate = tcbDate
        self.expires = expires
        self.debug = debug
        self.reportData = reportData
        self.measurements = measurements
        self.platformInfo = platformInfo
        self.current = current
    }
}

/// One named fact of evidence.
public struct Claim: Sendable, Equatable {
    /// A value in the form its specification gives it.
    public enum Value: Sendable, Equatable {
        /// Shown as lower-case hexadecimal.
        case bytes([UInt8])
        case number(UInt64)
        case flag(Bool)
        case text(String)
    }

    /// The specification's name in lower camel case: `mrEnclave`, `rtmr0`, `launchMeasurement`.
    public let name: String
    public let value: Value

    package init(_ name: String, _ value: Value) {
        self.name = name
        self.value = value
    }
}

/// The verdict on one set of security versions.
public struct TCBLevelVerdict: Sendable, Equatable {
    public let status: TCBStatus
    /// Seconds since 1970: the earliest date of the matched levels.
    public let tcbDate: Int64
    /// Sorted, each once.
    public let advisories: [String]

    package init(status: TCBStatus, tcbDate: Int64, advisories: [String]) {
        self.status = status
        self.tcbDate = tcbDate
        self.advisories = advisories
    }
}
