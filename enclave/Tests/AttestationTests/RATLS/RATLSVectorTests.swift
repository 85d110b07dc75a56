import EnclaveProtocol
import Testing
import X509Core

@testable import Attestation

/// The simulated certificates under `Vectors/ratls`: what their extensions hold and whether it is bound to their key.
@Suite("RA-TLS vectors")
struct RATLSVectorTests {
    static let time: Int64 = 1_781_524_800

    static func certificate(_ name: String) throws -> RATLSCertificate {
        try RATLSCertificate(SNPVector.read("ratls/\(name)/cert.der"))
    }

    @Test(
        "the extension that decides, and the report data it demands of the quote",
        arguments: [
            ("both-extensions", RATLSExtension.standard), ("standard-only", .standard), ("legacy-only", .legacy),
        ])
    func evidence(_ name: String, _ form: RATLSExtension) throws {
        let evidence = try Self.certificate(name).evidence(allowingLegacy: true, at: Self.time)
        #expect(evidence.form == form)
        #expect(evidence.nonce == nil)
        // REPORTDATA of an SGX quote of version 3 stands at 48 + 320.
        #expect(Array(evidence.quote[368..<432]) == evidence.reportData)
    }

    /// Certificate, key binding and quote, under the root of the simulated PKI.
    @Test(
        "the quote inside is genuine and is the certificate's",
        arguments: ["both-extensions", "standard-only", "legacy-only"])
    func verdict(_ name: String) throws {
        let root = try Certificate(SNPVector.read("ratls/\(name)/root_ca.der"))
        let collateral = try VerifiedCollateral(
            Collateral(json: SNPVector.read("ratls/\(name)/collateral.json")), root: DCAPRoot(root), time: Self.time)
        let evidence = try Self.certificate(name).evidence(allowingLegacy: true, at: Self.time)
        let quote = try DCAPVerifier.appraise(evidence.quote, collateral: collateral, time: Self.time)
        let appraisal = try evidence.appraisal(of: quote)
        #expect(appraisal.kind == .sgx)
        #expect(appraisal.container == .raTLS)
        #expect(appraisal.platform == .software)
        #expect(appraisal.status == .upToDate)
    }

    @Test("the quote for one extension is none for the other")
    func quotesOfOtherExtension() throws {
        let legacy = try Self.certificate("legacy-only").evidence(allowingLegacy: true, at: Self.time)
        let standard = try Self.certificate("both-extensions").evidence(allowingLegacy: true, at: Self.time)
        for (evidence, quote) in [(legacy, standard.quote), (standard, legacy.quote)] {
            let error = #expect(throws: AppraisalError.self) {
                try evidence.appraisal(of: .sample(reportData: Array(quote[368..<432])))
            }
            #expect(error?.code == .mismatch)
        }
    }

    @Test("evidence of another key is refused")
    func keySwapped() throws {
        let error = #expect(throws: AppraisalError.self) {
            try Self.certificate("key-swapped").evidence(allowingLegacy: true, at: Self.time)
        }
        #expect(error?.code == .mismatch)
    }

    @Test("the legacy form alone is refused unless it is allowed; beside the standard one it does not matter")
    func legacy() throws {
        let error = #expect(throws: AppraisalError.self) {
            try Self.certificate("legacy-only").evidence(allowingLegacy: false, at: Self.time)
        }
        #expect(error?.code == .unsupportedEvidence)
        let evidence = try Self.certificate("both-extensions").evidence(allowingLegacy: false, at: Self.time)
        #expect(evidence.form == .standard)
    }

    @Test("a certificate counts from its first second to its last")
    func dates() throws {
        let certificate = try Self.certificate("standard-only")
        let content = certificate.certificate.content
        for (time, code) in [
            (content.notBefore - 1, AppraisalError.Code.prematureCollateral),
            (content.notAfter + 1, .expiredCollateral),
        ] {
            let error = #expect(throws: AppraisalError.self) {
                try certificate.evidence(allowingLegacy: true, at: time)
            }
            #expect(error?.code == code)
        }
        #expect(try certificate.evidence(allowingLegacy: true, at: content.notAfter).expires == content.notAfter)
        _ = try certificate.evidence(allowingLegacy: true, at: content.notBefore)
    }
}
