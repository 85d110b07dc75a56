import Attestation
import Testing

@Suite("DCAP vectors")
struct DCAPVectorTests {
    @Test("all are there")
    func count() {
        #expect(DCAPVector.names.count { $0.hasPrefix("sgx/") } == 28)
        #expect(DCAPVector.names.count { $0.hasPrefix("tdx/") } == 20)
    }

    @Test("each gets its verdict", arguments: DCAPVector.names)
    func verdict(_ name: String) throws {
        let vector = try DCAPVector(name)
        guard vector.expected != "reject" else {
            #expect(throws: AppraisalError.self) { try vector.appraise() }
            return
        }
        let appraisal = try vector.appraise()
        #expect(appraisal.status.rawValue == vector.expected)
        #expect(appraisal.advisories == vector.advisories)
        #expect(appraisal.platform == (name.contains("/real-") ? .hardware : .software))
        #expect(appraisal.debug == name.contains("debug"))
        #expect(appraisal.container == .quote)
        #expect(name.hasPrefix(appraisal.kind.rawValue))
    }

    @Test(
        "refusals say why",
        arguments: [
            ("sgx/real-azure-2023-expired", .expiredCollateral), ("sgx/real-fmspc-of-other-platform", .untrustedChain),
            ("sgx/real-mrenclave-bit", .badSignature), ("sgx/sim-bad-report-bit", .badSignature),
            ("sgx/sim-fmspc-mismatch", .mismatch), ("sgx/sim-no-level", .unsupportedTCB),
            ("sgx/sim-pck-revoked", .revokedCertificate), ("sgx/sim-qe-hash-mismatch", .mismatch),
            ("sgx/sim-qe-mrsigner", .mismatch), ("sgx/sim-tcbinfo-bad-signature", .badSignature),
            ("sgx/sim-tcbinfo-expired", .expiredCollateral), ("sgx/sim-wrong-root", .untrustedChain),
            ("tdx/real-mrtd-bit", .badSignature), ("tdx/real-v4-expired", .expiredCollateral),
            ("tdx/real-v4-no-level", .unsupportedTCB), ("tdx/sim-bad-report-bit", .badSignature),
            ("tdx/sim-module-unknown", .mismatch), ("tdx/sim-mrsignerseam", .mismatch),
            ("tdx/sim-sgx-tcbinfo", .mismatch),
        ] as [(String, AppraisalError.Code)])
    func refusal(_ name: String, _ code: AppraisalError.Code) throws {
        let vector = try DCAPVector(name)
        do {
            _ = try vector.appraise()
            Issue.record("accepted")
        } catch let error as AppraisalError {
            #expect(error.code == code, "\(error.message)")
        }
    }
}
