/// A field of the SEV-SNP attestation report. Together they cover it without gap or overlap.
public enum SNPReportField: String, Sendable, CaseIterable {
    case version, guestSVN, policy, familyID, imageID, vmpl, signatureAlgorithm, currentTCB, platformInfo, flags
    case reserved04C, reportData, measurement, hostData, idKeyDigest, authorKeyDigest, reportID
    case migrationAgentReportID, reportedTCB, cpuid, reserved18B, chipID, committedTCB, currentFirmware, reserved1EB
    case committedFirmware, reserved1EF, launchTCB, launchMitigations, currentMitigations, reserved208
    case signatureR, signatureS, reserved330

    /// Offsets of its bytes in the report.
    public var range: Range<Int> {
        switch self {
        case .version: 0x000..<0x004
        case .guestSVN: 0x004..<0x008
        case .policy: 0x008..<0x010
        case .familyID: 0x010..<0x020
        case .imageID: 0x020..<0x030
        case .vmpl: 0x030..<0x034
        case .signatureAlgorithm: 0x034..<0x038
        case .currentTCB: 0x038..<0x040
        case .platformInfo: 0x040..<0x048
        case .flags: 0x048..<0x04c
        case .reserved04C: 0x04c..<0x050
        case .reportData: 0x050..<0x090
        case .measurement: 0x090..<0x0c0
        case .hostData: 0x0c0..<0x0e0
        case .idKeyDigest: 0x0e0..<0x110
        case .authorKeyDigest: 0x110..<0x140
        case .reportID: 0x140..<0x160
        case .migrationAgentReportID: 0x160..<0x180
        case .reportedTCB: 0x180..<0x188
        case .cpuid: 0x188..<0x18b
        case .reserved18B: 0x18b..<0x1a0
        case .chipID: 0x1a0..<0x1e0
        case .committedTCB: 0x1e0..<0x1e8
        case .currentFirmware: 0x1e8..<0x1eb
        case .reserved1EB: 0x1eb..<0x1ec
        case .committedFirmware: 0x1ec..<0x1ef
        case .reserved1EF: 0x1ef..<0x1f0
        case .launchTCB: 0x1f0..<0x1f8
        case .launchMitigations: 0x1f8..<0x200
        case .currentMitigations: 0x200..<0x208
        case .reserved208: 0x208..<0x2a0
        case .signatureR: 0x2a0..<0x2e8
        case .signatureS: 0x2e8..<0x330
        case .reserved330: 0x330..<0x4a0
        }
    }

    /// Whether a report of this version has zeros here. Version 4 is published without the meaning of the bytes that
    /// version 5 gives to mitigations and of those behind them, so nothing is said about them.
    func isZero(inVersion version: UInt32) -> Bool {
        switch self {
        case .reserved04C, .reserved18B, .reserved1EB, .reserved1EF, .reserved330: true
        case .cpuid: version == 2
        case .launchMitigations, .currentMitigations: version < 4
        case .reserved208: version != 4
        default: false
        }
    }
}
