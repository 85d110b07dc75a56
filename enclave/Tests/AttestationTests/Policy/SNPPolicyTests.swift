import Crypto
import EnclaveProtocol
import Testing

@testable import Attestation

@Suite("A policy for SEV-SNP")
struct SNPPolicyTests {
    private static let minimum = #""minimumTcb": {"Milan": {"bootloader": 4, "tee": 0, "snp": 24, "microcode": 219}}"#

    private func judge(_ appraisal: Appraisal, _ members: String = "") throws -> PolicyVerdict {
        let section = "\"snp\": {\(Self.minimum)\(members.isEmpty ? "" : ", ")\(members)}"
        return try policy(section).judge(appraisal, at: Evidence.time)
    }

    @Test("rates a platform by the minimum of its product, component by component")
    func rating() throws {
        #expect(try judge(Evidence.snp()).appraisal.status == .upToDate)
        for (index, value): (Int, UInt8) in [(0, 3), (6, 23), (7, 218)] {
            var tcb: [UInt8] = [4, 9, 0, 0, 0, 0, 99, 255]
            tcb[index] = value
            let verdict = try judge(Evidence.snp(changing: [Claim("reportedTcb", .bytes(tcb))]))
            #expect(verdict.appraisal.status == .outOfDate)
            #expect(verdict.code == .refusedStatus)
            #expect(verdict.reason.hasPrefix("p.json:3: The platform reports bootloader"), "\(verdict.reason)")
        }
    }

    @Test("leaves a product unrated for which it names no minimum")
    func otherProduct() throws {
        let genoa = Evidence.snp(changing: [Claim("product", .text("Genoa"))])
        #expect(try judge(genoa).code == .unrated)
        let all = try policy("\"statuses\": [\"Unrated\"]").judge(genoa, at: Evidence.time)
        #expect(all.isAccepted)
    }

    @Test("accepts an out-of-date platform only where the statuses say so")
    func outOfDate() throws {
        let old = Evidence.snp(changing: [Claim("reportedTcb", .bytes([0, 0, 0, 0, 0, 0, 0, 0]))])
        let lenient = try policy(#""statuses": ["OutOfDate"]"#, "\"snp\": {\(Self.minimum)}")
        #expect(lenient.judge(old, at: Evidence.time).isAccepted)
    }

    @Test("does not believe a product line that it distrusts")
    func distrust() throws {
        let verdict = try policy(#""distrustedProducts": ["Milan"]"#, "\"snp\": {\(Self.minimum)}")
            .judge(Evidence.snp(), at: Evidence.time)
        #expect(verdict.findings.map(\.code) == [.distrustedProduct])
    }

    @Test("expects VMPL 0 unless it says otherwise, and the host's own reports never by itself")
    func vmpl() throws {
        for level: UInt64 in [1, 3, 0xffff_ffff] {
            let appraisal = Evidence.snp(changing: [Claim("vmpl", .number(level))])
            #expect(try judge(appraisal).code == .refusedAttributes)
            #expect(try judge(appraisal, "\"vmpl\": [0, \(level)]").isAccepted)
            #expect(try judge(Evidence.snp(), "\"vmpl\": \(level)").code == .refusedAttributes)
        }
    }

    @Test("refuses a migration agent that it does not name")
    func migration() throws {
        let migratable = Evidence.snp(changing: [Claim("policy", .number(0x7_0000))])
        let agent = String(repeating: "ff", count: 32)
        #expect(try judge(migratable).code == .refusedAttributes)
        #expect(try judge(migratable, "\"migrationAgents\": [\"\(agent)\"]").isAccepted)
        #expect(try !judge(migratable, "\"migrationAgents\": [\"\(String(repeating: "00", count: 32))\"]").isAccepted)
    }

    @Test("requires and refuses properties of guest and platform")
    func properties() throws {
        #expect(try judge(Evidence.snp(), #""require": ["aliasCheckComplete"]"#).code == .refusedAttributes)
        #expect(try judge(Evidence.snp(), #""require": ["eccEnabled"]"#).code == .refusedAttributes)
        #expect(try judge(Evidence.snp(), #""require": ["smtAllowed"]"#).isAccepted)
        #expect(try judge(Evidence.snp(), #""refuse": ["smtEnabled"]"#).code == .refusedAttributes)
        #expect(try judge(Evidence.snp(), #""refuse": ["aliasCheckComplete"]"#).isAccepted)
        #expect(try judge(Evidence.snp(), #""mitigations": 1"#).code == .refusedAttributes)
        #expect(try judge(Evidence.snp(), #""minimumAbi": "1.51""#).code == .refusedAttributes)
        let newer = Evidence.snp(changing: [Claim("policy", .number(0x3_0133))])
        #expect(try judge(newer, #""minimumAbi": "1.51""#).isAccepted)
    }

    @Test("hashes report data with an SVSM's manifest only where it says that there is one")
    func servicesManifest() throws {
        let alone = Evidence.snp()
        let manifest: [UInt8] = [1, 2, 3]
        let wanted = [UInt8](repeating: 7, count: 64)
        let through = try Evidence.snp(reportData: Array(SHA512.hash(data: wanted + manifest)))
            .accompanied(byManifest: manifest)
        let closed = try policy("\"snp\": {\(Self.minimum)}")
        let open = try policy("\"snp\": {\(Self.minimum), \"allowServicesManifest\": true}")
        #expect(open.judge(through, reportData: wanted, at: Evidence.time).isAccepted)
        #expect(closed.judge(through, reportData: wanted, at: Evidence.time).findings.map(\.code) == [.reportData])
        #expect(closed.judge(through, at: Evidence.time).code == .reportData)
        // The hash itself is nobody's question once a manifest is there.
        #expect(open.judge(through, reportData: through.reportData, at: Evidence.time).code == .reportData)
        #expect(open.judge(alone, reportData: alone.reportData, at: Evidence.time).isAccepted)
        #expect(open.judge(alone, reportData: wanted, at: Evidence.time).code == .reportData)
        let demanding = try policy(
            "\"reportData\": \"\(Hex.encode(wanted))\"",
            "\"snp\": {\(Self.minimum), \"allowServicesManifest\": true}")
        #expect(demanding.judge(through, at: Evidence.time).isAccepted)
        #expect(demanding.judge(alone, at: Evidence.time).code == .reportData)
    }

    @Test("judges chip, firmware, launch and revocation")
    func platform() throws {
        let masked = Evidence.snp(changing: [Claim("chipIdMasked", .flag(true))])
        #expect(try judge(masked).code == .refusedPlatform)
        #expect(try judge(masked, #""allowMaskedChip": true"#).isAccepted)
        let provisional = Evidence.snp(changing: [Claim("provisionalFirmware", .flag(true))])
        #expect(try judge(provisional).isAccepted)
        #expect(try judge(provisional, #""allowProvisionalFirmware": false"#).code == .refusedPlatform)
        #expect(try judge(Evidence.snp(), #""requireRevocationList": true"#).code == .staleCollateral)
        let launch = Self.minimum.replacing("minimumTcb", with: "minimumLaunchTcb")
        #expect(try judge(Evidence.snp(), launch).code == .refusedStatus)
    }
}

extension String {
    fileprivate func replacing(_ word: String, with other: String) -> String {
        split(separator: word, omittingEmptySubsequences: false).joined(separator: other)
    }
}
