import EnclaveProtocol
import Testing
import X509Core

@testable import Attestation

@Suite("The appraiser of any evidence")
struct EvidenceAppraiserTests {
    @Test("finds a quote by its content and judges it as its verifier does", arguments: DCAPVector.names)
    func quotes(_ name: String) throws {
        let vector = try DCAPVector(name)
        #expect(EvidenceShape(of: vector.quote)?.container == .quote)
        #expect(EvidenceShape(of: vector.quote)?.kind?.rawValue == name.split(separator: "/").first.map(String.init))
        let appraiser = EvidenceAppraiser(
            anchors: TrustAnchors([vector.root.certificate]), collateral: try vector.collateral)
        let direct = Result { try vector.appraise() }
        let found = Result { try appraiser.appraise(vector.quote, at: vector.time) }
        switch (direct, found) {
        case (.success(let one), .success(let other)): #expect(one == other)
        case (.failure, .failure): break
        default: Issue.record("\(direct) and \(found)")
        }
    }

    @Test("takes a root known by its digest from the collateral, and no other")
    func fingerprints() throws {
        let vector = try DCAPVector("sgx/sim-uptodate")
        let root = try #require(TrustAnchor(fingerprint: vector.root.certificate.fingerprint))
        var appraiser = EvidenceAppraiser(anchors: TrustAnchors([root]), collateral: try vector.collateral)
        let appraisal = try appraiser.appraise(vector.quote, at: vector.time)
        #expect(appraisal.anchor == root)
        #expect(appraisal.platform == .software)
        appraiser.anchors = .builtIn
        let error = #expect(throws: AppraisalError.self) { try appraiser.appraise(vector.quote, at: vector.time) }
        #expect(error?.code == .untrustedChain)
        #expect(error?.message.contains(Hex.encode(root.fingerprint)) == true)
    }

    @Test("calls evidence under Intel's root hardware, whoever named the root")
    func builtIn() throws {
        let vector = try DCAPVector("tdx/real-v4-uptodate-2025")
        for anchors in [TrustAnchors.builtIn, TrustAnchors([vector.root.certificate])] {
            let appraisal = try EvidenceAppraiser(anchors: anchors, collateral: try vector.collateral)
                .appraise(vector.quote, at: vector.time)
            #expect(appraisal.platform == .hardware)
            #expect(appraisal.anchor.vendorRoot == .intelSGX)
        }
    }

    @Test("finds reports, bare and in an HCL blob")
    func reports() throws {
        let certificates = try ["vek.der", "ask.pem"].map {
            try Certificate(SNPVector.read("snp/real-genoa-v3-azure/\($0)"))
        }
        let appraiser = EvidenceAppraiser(certificates: certificates)
        for (file, container) in [("report.bin", EvidenceContainer.report), ("hcl.bin", .hcl)] {
            let evidence = try SNPVector.read("snp/real-genoa-v3-azure/\(file)")
            #expect(EvidenceShape(of: evidence) == EvidenceShape(container: container, kind: .snp))
            let appraisal = try appraiser.appraise(evidence, at: 1_750_000_000)
            #expect(appraisal.container == container)
            #expect(appraisal.anchor.vendorRoot == .amdGenoa)
        }
    }

    @Test(
        "finds RA-TLS certificates and appraises what they carry",
        arguments: ["both-extensions", "standard-only", "legacy-only", "key-swapped"])
    func certificates(_ name: String) throws {
        let der = try SNPVector.read("ratls/\(name)/cert.der")
        let root = try Certificate(SNPVector.read("ratls/\(name)/root_ca.der"))
        let appraiser = EvidenceAppraiser(
            anchors: TrustAnchors([root]),
            collateral: try Collateral(json: SNPVector.read("ratls/\(name)/collateral.json")))
        for evidence in [der, try Certificate(der).pem] {
            #expect(EvidenceShape(of: evidence) == EvidenceShape(container: .raTLS, kind: .sgx))
            if name == "key-swapped" {
                let error = #expect(throws: AppraisalError.self) {
                    try appraiser.appraise(evidence, at: RATLSVectorTests.time)
                }
                #expect(error?.code == .mismatch)
            } else {
                let appraisal = try appraiser.appraise(evidence, at: RATLSVectorTests.time)
                #expect(appraisal.container == .raTLS && appraisal.kind == .sgx && appraisal.status == .upToDate)
            }
        }
    }

    @Test("a policy can refuse the legacy extension, or a certificate without a nonce")
    func policies() throws {
        let root = try Certificate(SNPVector.read("ratls/legacy-only/root_ca.der"))
        let appraiser = EvidenceAppraiser(
            anchors: TrustAnchors([root]),
            collateral: try Collateral(json: SNPVector.read("ratls/legacy-only/collateral.json")))
        let appraisal = try appraiser.appraise(
            SNPVector.read("ratls/legacy-only/cert.der"), at: RATLSVectorTests.time)
        let software = "\"allowSoftware\": true, \"softwareRoots\": [\"\(Hex.encode(root.fingerprint))\"]"
        for (rule, code) in [
            (#"{"allowLegacy": true}"#, PolicyVerdict.Code.accepted), (#"{"allowLegacy": false}"#, .refusedAttributes),
            (#"{"requireNonce": true}"#, .reportData),
        ] {
            let verdict = try policy(software, "\"raTls\": \(rule)").judge(appraisal, at: RATLSVectorTests.time)
            #expect(verdict.code == code, "\(verdict.reason)")
        }
    }

    @Test("says what is missing, and that nothing else is known")
    func refusals() throws {
        let vector = try DCAPVector("sgx/sim-uptodate")
        for (evidence, code) in [
            (vector.quote, AppraisalError.Code.missingCollateral), ([], .malformedEvidence),
            (Array("hello, world".utf8), .malformedEvidence), ([UInt8](repeating: 0, count: 1184), .malformedEvidence),
            ([0x30, 0x00], .malformedEvidence), (Array("-----BEGIN CERTIFICATE-----".utf8), .malformedEvidence),
        ] {
            let error = #expect(throws: AppraisalError.self) {
                try EvidenceAppraiser().appraise(evidence, at: vector.time)
            }
            #expect(error?.code == code, "\(evidence.prefix(12))")
        }
    }

    @Test("survives evidence cut short anywhere", arguments: ["sgx/sim-uptodate", "tdx/sim-v5-td15-uptodate"])
    func truncation(_ name: String) throws {
        let vector = try DCAPVector(name)
        let appraiser = EvidenceAppraiser(
            anchors: TrustAnchors([vector.root.certificate]), collateral: try vector.collateral)
        for length in stride(from: 0, to: vector.quote.count - 1, by: 7) {
            let cut = Array(vector.quote.prefix(length))
            _ = EvidenceShape(of: cut)
            let error = #expect(throws: AppraisalError.self) { try appraiser.appraise(cut, at: vector.time) }
            #expect(error?.code == .malformedEvidence)
        }
    }

    @Test("knows what to fetch for a quote before anything is verified")
    func references() throws {
        let chained = try Quote(DCAPVector("tdx/real-v4-uptodate-2025").quote)
        let reference = try #require(try chained.collateralReference())
        #expect(reference.kind == .tdx && Hex.encode(reference.fmspc) == "b0c06f000000")
        #expect(reference.authority == "platform" && chained.pckCertificateRequest == nil)
        let processor = try Quote(DCAPVector("sgx/real-processor-ca-2025").quote)
        #expect(try processor.collateralReference()?.authority == "processor")
        let named = try Quote(DCAPVector("sgx/sim-cert-type-3").quote)
        #expect(try named.collateralReference() == nil)
        let request = try #require(named.pckCertificateRequest)
        #expect(request.encryptedPPID.count == 384 && request.qeID.count == 16)
    }
}
