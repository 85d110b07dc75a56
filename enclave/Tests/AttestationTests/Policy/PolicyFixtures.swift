import EnclaveProtocol

@testable import Attestation

/// Appraisals as the verifiers make them, with the one thing changed that a test is about.
enum Evidence {
    static let time: Int64 = 1_781_524_800  // 2026-06-15T12:00:00Z
    static let softwareRoot = [UInt8](repeating: 0x5a, count: 32)

    static func anchor(_ root: VendorRoot?) -> TrustAnchor {
        TrustAnchor(fingerprint: root?.fingerprint ?? softwareRoot) ?? TrustAnchor(VendorRoot.intelSGX)
    }

    static func sgx(
        root: VendorRoot? = .intelSGX, status: TCBStatus = .upToDate, advisories: [String] = [], debug: Bool = false,
        current: TCBLevelVerdict? = nil, changing changes: [Claim] = []
    ) -> Appraisal {
        let measurements = [
            Claim("attributes", .number(0x05)), Claim("xfrm", .number(0xe7)),
            Claim("mrEnclave", .bytes([UInt8](repeating: 0xaa, count: 32))),
            Claim("mrSigner", .bytes([UInt8](repeating: 0xbb, count: 32))),
            Claim("isvProdId", .number(1)), Claim("isvSvn", .number(3)),
        ]
        return make(
            .sgx, root, status, advisories, debug, current, replacing(measurements, changes),
            replacing(intelPlatform, changes))
    }

    static func tdx(changing changes: [Claim] = []) -> Appraisal {
        let measurements = [
            Claim("tdAttributes", .number(1 << 28)), Claim("xfam", .number(0x602e7)),
            Claim("mrTd", .bytes([UInt8](repeating: 0xcc, count: 48))),
            Claim("mrServiceTd", .bytes([UInt8](repeating: 0, count: 48))),
        ]
        return make(
            .tdx, .intelSGX, .upToDate, [], false, nil, replacing(measurements, changes),
            replacing(intelPlatform, changes))
    }

    static func snp(
        changing changes: [Claim] = [], without absent: Set<String> = [], reportData: [UInt8] = [UInt8](1...64)
    ) -> Appraisal {
        let measurements = [
            Claim("policy", .number(0x3_0000)), Claim("vmpl", .number(0)),
            Claim("measurement", .bytes([UInt8](repeating: 0xdd, count: 48))),
            Claim("migrationReportId", .bytes([UInt8](repeating: 0xff, count: 32))),
            Claim("smtAllowed", .flag(true)),
        ]
        let platform = [
            Claim("product", .text("Milan")), Claim("signingKey", .text("VCEK")),
            Claim("chipId", .bytes([UInt8](repeating: 0x11, count: 64))), Claim("chipIdMasked", .flag(false)),
            Claim("chipBound", .flag(true)), Claim("reportedTcb", .bytes([4, 0, 0, 0, 0, 0, 24, 219])),
            Claim("launchTcb", .bytes([3, 0, 0, 0, 0, 0, 24, 219])), Claim("provisionalFirmware", .flag(false)),
            Claim("revocationChecked", .flag(false)), Claim("aliasCheckComplete", .flag(false)),
            Claim("smtEnabled", .flag(true)),
        ]
        return make(
            .snp, .amdMilan, .unrated, [], false, nil, replacing(measurements, changes),
            replacing(platform, changes).filter { !absent.contains($0.name) }, reportData)
    }

    private static let intelPlatform = [
        Claim("ppid", .bytes([UInt8](repeating: 0x22, count: 16))),
        Claim("platformInstanceId", .bytes([UInt8](repeating: 0x33, count: 16))),
        Claim("sgxType", .text("scalable")), Claim("dynamicPlatform", .flag(true)),
        Claim("cachedKeys", .flag(true)), Claim("smtEnabled", .flag(true)),
        Claim("tcbEvaluationDataNumber", .number(17)),
        Claim("tcbInfoIssueDate", .number(UInt64(time) - 86_400 * 10)),
        Claim("qeIdentityIssueDate", .number(UInt64(time) - 86_400 * 3)),
    ]

    private static func replacing(_ claims: [Claim], _ changes: [Claim]) -> [Claim] {
        claims.map { claim in changes.first { $0.name == claim.name } ?? claim }
    }

    private static func make(
        _ kind: EvidenceKind, _ root: VendorRoot?, _ status: TCBStatus, _ advisories: [String], _ debug: Bool,
        _ current: TCBLevelVerdict?, _ measurements: [Claim], _ platformInfo: [Claim],
        _ reportData: [UInt8] = [UInt8](1...64)
    ) -> Appraisal {
        Appraisal(
            kind: kind, container: kind == .snp ? .report : .quote, anchor: anchor(root), status: status,
            advisories: advisories, tcbDate: 1_700_000_000, expires: time + 86_400, debug: debug,
            reportData: reportData, measurements: measurements, platformInfo: platformInfo, current: current)
    }
}

extension TrustAnchor {
    /// The anchor of a vendor's root.
    init(_ root: VendorRoot) {
        guard let anchor = TrustAnchor(fingerprint: root.fingerprint) else { preconditionFailure("\(root)") }
        self = anchor
    }
}

/// A policy of the members given, one a line from line 3; version and anyMeasurement stand before them.
func policy(_ members: String...) throws -> AppraisalPolicy {
    try AppraisalPolicy(
        json: Array(
            (["{\"version\": 1,", "\"anyMeasurement\": true"] + members.map { ", " + $0 } + ["}"])
                .joined(separator: "\n").utf8),
        source: "p.json")
}
