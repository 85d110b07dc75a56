import EnclaveProtocol
import Testing

@testable import Attestation

@Suite("A policy's rules")
struct PolicyRuleTests {
    private func verdict(_ appraisal: Appraisal, _ members: String...) throws -> PolicyVerdict {
        let text = (["{\"version\": 1, \"anyMeasurement\": true"] + members.map { ", " + $0 } + ["}"])
        return try AppraisalPolicy(json: Array(text.joined(separator: "\n").utf8), source: "p.json")
            .judge(appraisal, at: Evidence.time)
    }

    /// The rule in `member`, on line 2, refuses with `code` and names its line.
    private func refused(
        _ appraisal: Appraisal, _ member: String, _ code: PolicyVerdict.Code,
        at location: SourceLocation = #_sourceLocation
    ) throws {
        let verdict = try verdict(appraisal, member)
        #expect(verdict.code == code, "\(verdict.reason)", sourceLocation: location)
        #expect(verdict.findings.count == 1, sourceLocation: location)
        #expect(verdict.reason.hasPrefix("p.json:2: "), "\(verdict.reason)", sourceLocation: location)
    }

    private func accepted(
        _ appraisal: Appraisal, _ member: String, at location: SourceLocation = #_sourceLocation
    ) throws {
        let verdict = try verdict(appraisal, member)
        #expect(verdict.isAccepted, "\(verdict.reason)", sourceLocation: location)
    }

    @Test("software counts only under a root that is named")
    func software() throws {
        let root = Hex.encode(Evidence.softwareRoot)
        let other = String(repeating: "00", count: 32)
        try accepted(Evidence.sgx(root: nil), "\"allowSoftware\": true, \"softwareRoots\": [\"\(root)\"]")
        try refused(
            Evidence.sgx(root: nil), "\"allowSoftware\": true, \"softwareRoots\": [\"\(other)\"]", .softwareEvidence)
        try refused(
            Evidence.sgx(root: nil), "\"allowSoftware\": false, \"softwareRoots\": [\"\(root)\"]", .softwareEvidence)
        #expect(try verdict(Evidence.sgx(root: nil), "\"softwareRoots\": [\"\(root)\"]").code == .softwareEvidence)
    }

    @Test("kinds, statuses and debug are what the document says")
    func basics() throws {
        try refused(Evidence.sgx(), #""kinds": ["tdx"]"#, .refusedKind)
        try refused(Evidence.sgx(status: .softwareHardeningNeeded), #""statuses": ["UpToDate"]"#, .refusedStatus)
        try accepted(Evidence.sgx(status: .outOfDate), #""statuses": ["OutOfDate"]"#)
        try accepted(Evidence.sgx(debug: true), #""allowDebug": true"#)
        try refused(Evidence.sgx(debug: true), #""allowDebug": false"#, .debug)
    }

    @Test("advisories")
    func advisories() throws {
        let appraisal = Evidence.sgx(advisories: ["INTEL-SA-00615", "INTEL-SA-00657"])
        try accepted(appraisal, #""advisories": {"tolerate": ["INTEL-SA-00615", "INTEL-SA-00657"]}"#)
        try refused(appraisal, #""advisories": {"tolerate": ["INTEL-SA-00615"]}"#, .refusedAdvisory)
        try refused(appraisal, #""advisories": {"reject": ["INTEL-SA-00657"]}"#, .refusedAdvisory)
        try accepted(appraisal, #""advisories": {"reject": ["INTEL-SA-00001"]}"#)
    }

    @Test("how old collateral may be")
    func collateral() throws {
        try accepted(Evidence.sgx(), #""collateral": {"minimumEvaluationNumber": 17, "maximumAge": "10d"}"#)
        try refused(Evidence.sgx(), #""collateral": {"minimumEvaluationNumber": 18}"#, .staleCollateral)
        try refused(Evidence.tdx(), #""collateral": {"maximumAge": "9d"}"#, .staleCollateral)
    }

    @Test("facts of an Intel platform; what the certificate does not say is not given")
    func intel() throws {
        for (field, claim) in [
            ("allowDynamicPlatform", "dynamicPlatform"), ("allowCachedKeys", "cachedKeys"), ("allowSmt", "smtEnabled"),
        ] {
            try refused(Evidence.sgx(), "\"intel\": {\"\(field)\": false}", .refusedPlatform)
            try accepted(Evidence.sgx(changing: [Claim(claim, .flag(false))]), "\"intel\": {\"\(field)\": false}")
            let unsaid = Evidence.sgx(changing: [Claim(claim, .text(""))])
            try refused(unsaid, "\"intel\": {\"\(field)\": false}", .refusedPlatform)
        }
        try accepted(Evidence.sgx(), #""intel": {"sgxTypes": ["scalable"]}"#)
        try refused(
            Evidence.sgx(), #""intel": {"sgxTypes": ["standard", "scalable-with-integrity"]}"#, .refusedPlatform)
    }

    @Test("attributes of enclaves and trust domains")
    func attributes() throws {
        try accepted(
            Evidence.sgx(changing: [Claim("attributes", .number(0x15))]), #""sgx": {"allowProvisionKey": true}"#)
        try accepted(
            Evidence.sgx(changing: [Claim("attributes", .number(0x25))]), #""sgx": {"allowEinitTokenKey": true}"#)
        try refused(Evidence.sgx(), #""sgx": {"allowedXfrm": 7}"#, .refusedAttributes)
        try accepted(Evidence.sgx(), #""sgx": {"allowedXfrm": 231}"#)
        try accepted(Evidence.sgx(), #""sgx": {"allowedXfrm": "0x80000000000000e7"}"#)
        #expect(throws: PolicyError.self) { try policy(#""sgx": {"allowedXfrm": "231"}"#) }
        let bare = Evidence.tdx(changing: [Claim("tdAttributes", .number(0))])
        try accepted(bare, #""tdx": {"requireSeptVeDisable": false}"#)
        let sept: UInt64 = 1 << 28
        for (field, bit) in [("allowMigratable", 29), ("allowPks", 30), ("allowKeyLocker", 31), ("allowPerfmon", 63)] {
            let appraisal = Evidence.tdx(changing: [Claim("tdAttributes", .number(sept | 1 << UInt64(bit)))])
            try accepted(appraisal, "\"tdx\": {\"\(field)\": true}")
            try refused(appraisal, "\"tdx\": {\"\(field)\": false}", .refusedAttributes)
        }
        let service = Evidence.tdx(changing: [Claim("mrServiceTd", .bytes([UInt8](repeating: 1, count: 48)))])
        try accepted(service, #""tdx": {"allowServiceTd": true}"#)
        try refused(Evidence.tdx(), #""tdx": {"allowedXfam": 3}"#, .refusedAttributes)
    }

    @Test("only the platforms that are named")
    func platforms() throws {
        let ppid = String(repeating: "22", count: 16)
        let instance = String(repeating: "33", count: 16)
        let chip = String(repeating: "11", count: 64)
        try accepted(Evidence.sgx(), "\"platforms\": {\"ppids\": [\"\(ppid)\"]}")
        try refused(Evidence.sgx(), "\"platforms\": {\"ppids\": [\"\(instance)\"]}", .refusedPlatform)
        try accepted(Evidence.tdx(), "\"platforms\": {\"platformInstanceIds\": [\"\(instance)\"]}")
        try refused(Evidence.tdx(), "\"platforms\": {\"platformInstanceIds\": [\"\(ppid)\"]}", .refusedPlatform)
        let minimum = #""snp": {"minimumTcb": {"Milan": {"bootloader": 4, "tee": 0, "snp": 24, "microcode": 1}}}"#
        #expect(try verdict(Evidence.snp(), minimum, "\"platforms\": {\"chipIds\": [\"\(chip)\"]}").isAccepted)
        let other = try verdict(Evidence.snp(), minimum, #""platforms": {"cspIds": ["cc-us-east-2"]}"#)
        #expect(other.code == .refusedPlatform)
        let unbound = Evidence.snp(changing: [Claim("chipBound", .flag(false))])
        #expect(try !verdict(unbound, minimum, "\"platforms\": {\"chipIds\": [\"\(chip)\"]}").isAccepted)
    }

    @Test("report data that the policy demands, or that the caller must give")
    func reportData() throws {
        let bound = Hex.encode([UInt8](1...64))
        try accepted(Evidence.sgx(), "\"reportData\": \"\(bound)\"")
        try refused(Evidence.sgx(), "\"reportData\": \"00\"", .reportData)
        try refused(Evidence.sgx(), "\"requireReportData\": true", .reportData)
        let given = try policy(#""requireReportData": true"#)
            .judge(Evidence.sgx(), reportData: [UInt8](1...64), at: Evidence.time)
        #expect(given.isAccepted)
    }
}
