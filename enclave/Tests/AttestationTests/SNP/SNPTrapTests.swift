import Crypto
import EnclaveProtocol
import Testing
import X509Core

@testable import Attestation

/// Every way in which a report, its certificate and the chain can disagree, each with correct signatures, so that only
/// the check in question can refuse it. Sections are those of the SEV-SNP part of the evidence specification.
@Suite("SEV-SNP traps")
struct SNPTrapTests {
    typealias Change = @Sendable (inout SNPCase) throws -> Void

    /// Accepted as it is, for every product and version.
    @Test(arguments: SNPProduct.allCases, [2, 3, 4, 5] as [UInt8])
    func plainReport(_ product: SNPProduct, _ version: UInt8) throws {
        // Turin came with version 3.
        guard product != .turin || version > 2 else { return }
        let appraisal = try SNPCase(product, version: version).appraisal()
        #expect(appraisal.platform == .software)
        #expect(appraisal.platformInfo.contains(Claim("chipBound", .flag(true))))
        #expect(appraisal.platformInfo.contains(Claim("revocationChecked", .flag(false))))
        #expect(SNPTCB(of: appraisal) == (try ReportDraft(product, version: version).tcb))
    }

    @Test(arguments: SNPProduct.allCases)
    func providersKey(_ product: SNPProduct) throws {
        var subject = try SNPCase(product)
        try subject.use(.vlek)
        subject.report[.chipID] = [UInt8](repeating: 0, count: 64)
        let appraisal = try subject.appraisal()
        #expect(appraisal.platformInfo.contains(Claim("cspId", .text("cc-us-east-2"))))
        #expect(!appraisal.platformInfo.contains { $0.name == "chipId" })
    }

    @Test("a chip id is found as it is and wrapped in an OCTET STRING", arguments: SNPProduct.allCases)
    func wrappedHardwareID(_ product: SNPProduct) throws {
        var subject = try SNPCase(product)
        subject.endorsement.wrapsHardwareID = true
        _ = try subject.appraisal()
    }

    @Test("a masked chip id binds nothing, and the appraisal says so")
    func maskedChipID() throws {
        var subject = try SNPCase(.genoa)
        subject.report.maskChipID()
        let appraisal = try subject.appraisal()
        #expect(appraisal.platformInfo.contains(Claim("chipIdMasked", .flag(true))))
        #expect(appraisal.platformInfo.contains(Claim("chipBound", .flag(false))))
    }

    static let refusals: [(String, AppraisalError.Code, Change)] = [
        // §2.13: compare HWID always for VCEK, whatever the certificate is called.
        ("chip id of another chip", .mismatch, { $0.report[.chipID][3] ^= 1 }),
        ("chip id zero without the mask bit", .mismatch, { $0.report[.chipID] = [UInt8](repeating: 0, count: 64) }),
        ("chip id set with the mask bit", .mismatch, { $0.report[.flags][0] |= 2 }),
        // §3.3 (4): equality, not at least.
        ("reported TCB below the certificate's", .mismatch, { $0.change([.reportedTCB], 7) { $0 - 1 } }),
        ("reported TCB above the certificate's", .mismatch, { $0.change(SNPCase.tcbFields, 7) { $0 + 1 } }),
        ("FMC of another version", .mismatch, { $0.change(SNPCase.tcbFields, 0) { $0 + 1 } }),
        ("boot loader of another version", .mismatch, { $0.change(SNPCase.tcbFields, 1) { $0 + 1 } }),
        ("TEE of another version", .mismatch, { $0.change(SNPCase.tcbFields, 2) { $0 + 1 } }),
        ("SNP firmware of another version", .mismatch, { $0.change(SNPCase.tcbFields, 3) { $0 + 1 } }),
        // §3.3 (6).
        ("reported above current", .mismatch, { $0.change([.currentTCB, .committedTCB], 7) { $0 - 1 } }),
        ("committed above current", .mismatch, { $0.change([.committedTCB], 3) { $0 + 1 } }),
        // §3.1: bytes of the TCB that no component uses.
        ("reserved TCB byte", .malformedEvidence, { $0.change([.launchTCB], 5) { $0 + 1 } }),
        ("policy without bit 17", .malformedEvidence, { $0.report[.policy][2] = 1 }),
        ("version 1", .unsupportedEvidence, { $0.report[.version][0] = 1 }),
        ("version 6", .unsupportedEvidence, { $0.report[.version][0] = 6 }),
        ("signature algorithm 2", .unsupportedEvidence, { $0.report[.signatureAlgorithm][0] = 2 }),
        ("signed by no key", .unsupportedEvidence, { $0.report[.flags][0] = 7 << 2 }),
        ("signed by an unknown key", .unsupportedEvidence, { $0.report[.flags][0] = 2 << 2 }),
        ("VLEK named, VCEK given", .missingCollateral, { $0.report.sign(as: .vlek) }),
        // §3.3 (5).
        ("a Genoa processor", .mismatch, { $0.report[.cpuid] = [0x19, 0x11, 1] }),
        ("an unknown processor", .unsupportedEvidence, { $0.report[.cpuid] = [0x1b, 0, 0] }),
        // §3.2: the chain of one product must not validate another.
        ("certificate for another product", .untrustedChain, { try $0.become(.genoa) }),
        ("VCEK signed by the ASVK", .untrustedChain, { $0.endorsement.issuer = .vlek }),
        (
            "VLEK by name under the ASK", .untrustedChain,
            {
                try $0.use(.vlek)
                $0.endorsement.issuer = .vcek
            }
        ),
        ("a common name of neither kind", .missingCollateral, { $0.endorsement.commonName = "VCEK" }),
        ("no chip id in the certificate", .malformedCollateral, { $0.leaveOut(SNPExtension.hardwareID) }),
        ("no product name", .malformedCollateral, { $0.leaveOut(SNPExtension.productName) }),
        ("no FMC version on Turin", .malformedCollateral, { $0.leaveOut(SNPExtension.version(of: .fmc)) }),
        (
            "a version above 255", .malformedCollateral,
            {
                $0.endorsement.changes[SNPExtension.version(of: .snp)] = [2, 2, 1, 0]
            }
        ),
        (
            "a reserved version that is not zero", .malformedCollateral,
            {
                $0.endorsement.changes[SNPExtension.reservedVersions[0]] = EndorsementDraft.integer(1)
            }
        ),
        (
            "a chip id of 64 bytes on Turin", .malformedCollateral,
            {
                $0.endorsement.hardwareID = [UInt8](repeating: 0x40, count: 64)
            }
        ),
        (
            "an unknown structure version", .malformedCollateral,
            {
                $0.endorsement.changes[SNPExtension.structureVersion] = EndorsementDraft.integer(2)
            }
        ),
        ("VCEK expired", .expiredCollateral, { $0.endorsement.validUntil = SimulatedAMD.now - 1 }),
        ("VCEK not valid yet", .prematureCollateral, { $0.endorsement.validFrom = SimulatedAMD.now + 1 }),
    ]

    @Test("refused", arguments: refusals.indices)
    func refusal(_ index: Int) throws {
        let (name, code, change) = Self.refusals[index]
        var subject = try SNPCase(.turin)
        try change(&subject)
        let error = #expect(throws: AppraisalError.self, "\(name)") { try subject.appraisal() }
        #expect(error?.code == code, "\(name): \(error?.message ?? "")")
    }

    /// §3.1 names, for each version, the bytes that are zero; version 4 says nothing about those from 0x1F8 on.
    @Test("bytes that a version does not define must be zero", arguments: [2, 3, 4, 5] as [UInt8])
    func reservedBytes(_ version: UInt8) throws {
        let always = [0x4c..<0x50, 0x18b..<0x1a0, 0x1eb..<0x1ec, 0x1ef..<0x1f0, 0x330..<0x4a0]
        let reserved =
            switch version {
            case 2: always + [0x188..<0x18b, 0x1f8..<0x2a0]
            case 3: always + [0x1f8..<0x2a0]
            case 4: always
            default: always + [0x208..<0x2a0]
            }
        // Bytes whose value decides whether the report is read at all.
        let decisive = [0..<4, 8..<16, 0x34..<0x38, 0x48..<0x4c, 0x188..<0x18b]
        for offset in 0..<SNPReport.length
        where version == 2 && (0x188..<0x18b).contains(offset)
            || !decisive.contains(where: { $0.contains(offset) })
        {
            var bytes = ReportDraft(.milan, version: version).bytes
            bytes[offset] ^= 0x10
            let isRead = (try? SNPReport(bytes)) != nil
            #expect(isRead == !reserved.contains { $0.contains(offset) }, "offset \(offset) of version \(version)")
        }
    }

    @Test("the fields cover the report without gap or overlap")
    func fields() {
        var end = 0
        for field in SNPReportField.allCases {
            #expect(field.range.lowerBound == end, "\(field)")
            end = field.range.upperBound
        }
        #expect(end == SNPReport.length)
    }
}
