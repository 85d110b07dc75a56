import Testing

@testable import Attestation

@Suite("The default policy")
struct StandardPolicyTests {
    private func judge(_ appraisal: Appraisal, reportData: [UInt8]? = nil) -> PolicyVerdict {
        AppraisalPolicy.standard.judge(appraisal, reportData: reportData, at: Evidence.time)
    }

    @Test("accepts what is up to date or hardened in software, and no other status", arguments: TCBStatus.allCases)
    func statuses(_ status: TCBStatus) {
        let verdict = judge(Evidence.sgx(status: status))
        #expect(verdict.isAccepted == [.upToDate, .softwareHardeningNeeded].contains(status))
    }

    @Test("says which status to add")
    func statusHint() {
        let verdict = judge(Evidence.sgx(status: .configurationNeeded))
        #expect(verdict.code == .refusedStatus)
        #expect(verdict.reason.contains("statuses: [UpToDate, SWHardeningNeeded, ConfigurationNeeded]"))
    }

    @Test("refuses debug and says what to add")
    func debug() {
        let verdict = judge(Evidence.sgx(debug: true))
        #expect(verdict.code == .debug)
        #expect(verdict.reason.contains("allowDebug: true"))
    }

    @Test("refuses software and names its root")
    func software() {
        let verdict = judge(Evidence.sgx(root: nil))
        #expect(verdict.code == .softwareEvidence)
        #expect(verdict.reason.contains("softwareRoots: [" + String(repeating: "5a", count: 32) + "]"))
    }

    @Test("refuses SEV-SNP unrated, and says which minimum this platform would meet")
    func unrated() {
        let verdict = judge(Evidence.snp())
        #expect(verdict.code == .unrated)
        #expect(verdict.reason.contains("Milan: {bootloader: 4, tee: 0, snp: 24, microcode: 219}"))
    }

    @Test("refuses a platform whose firmware is revoked now though it was not at launch")
    func currentRevoked() {
        let current = TCBLevelVerdict(status: .revoked, tcbDate: 0, advisories: [])
        #expect(judge(Evidence.sgx(current: current)).code == .revoked)
    }

    @Test("refuses attributes that give an enclave the platform's keys, or that make it none")
    func attributes() {
        for flags: UInt64 in [0x15, 0x25, 0x04, 0x01] {
            let verdict = judge(Evidence.sgx(changing: [Claim("attributes", .number(flags))]))
            #expect(verdict.code == .refusedAttributes, "\(flags)")
        }
        #expect(judge(Evidence.sgx(changing: [Claim("attributes", .number(0x85))])).isAccepted)
    }

    @Test("accepts an ordinary trust domain and refuses unusual attributes")
    func trustDomain() {
        #expect(judge(Evidence.tdx()).isAccepted)
        let sept: UInt64 = 1 << 28
        for bits: UInt64 in [0, sept | 1 << 29, sept | 1 << 8, sept | 1 << 32] {
            let verdict = judge(Evidence.tdx(changing: [Claim("tdAttributes", .number(bits))]))
            #expect(verdict.code == .refusedAttributes, "\(bits)")
        }
        let service = Claim("mrServiceTd", .bytes([UInt8](repeating: 0, count: 47) + [1]))
        #expect(judge(Evidence.tdx(changing: [service])).code == .refusedAttributes)
    }

    @Test("compares all 64 bytes of report data, with zeros behind what was given")
    func reportData() {
        let appraisal = Evidence.sgx()
        #expect(judge(appraisal, reportData: [UInt8](1...64)).isAccepted)
        #expect(judge(appraisal, reportData: [UInt8](1...63)).code == .reportData)
        #expect(judge(appraisal, reportData: [UInt8](1...65)).code == .reportData)
        #expect(judge(appraisal, reportData: []).code == .reportData)
    }

    @Test("tells every rule that refused")
    func findings() {
        let verdict = judge(Evidence.sgx(root: nil, status: .outOfDate, debug: true))
        #expect(verdict.findings.map(\.code) == [.softwareEvidence, .debug, .refusedStatus])
    }
}
