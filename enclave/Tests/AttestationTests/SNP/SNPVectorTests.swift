import Attestation
import EnclaveProtocol
import Testing
import X509Core

@Suite("SEV-SNP vectors")
struct SNPVectorTests {
    @Test("each is judged as expected", arguments: SNPVector.names)
    func verdict(_ name: String) throws {
        let vector = try SNPVector(name)
        if vector.expectation.expected == "accept" {
            let appraisal = try vector.appraisal()
            #expect(appraisal.kind == .snp)
            #expect(appraisal.status == .unrated)
            #expect(appraisal.platform == (vector.isSimulated ? .software : .hardware))
        } else {
            #expect(throws: AppraisalError.self) { try vector.appraisal() }
        }
    }

    @Test(
        "a refusal names the reason",
        arguments: [
            ("derived-measurement-bit", AppraisalError.Code.badSignature),
            ("derived-vlek-with-vcek-chain", .missingCollateral),
            ("real-vcek-invalid-legacy", .untrustedChain),
            ("real-vcek-of-other-chip", .badSignature),
            ("sim-turin-tcb-mismatch", .mismatch),
        ])
    func reason(_ name: String, _ code: AppraisalError.Code) throws {
        let vector = try SNPVector(name)
        let error = #expect(throws: AppraisalError.self) { try vector.appraisal() }
        #expect(error?.code == code, "\(error?.message ?? "")")
    }

    @Test("debug is what bit 19 of the guest policy says", arguments: SNPVector.names)
    func debug(_ name: String) throws {
        let vector = try SNPVector(name)
        guard let appraisal = try? vector.appraisal() else { return }
        #expect(appraisal.debug == (try vector.report()[0x0a] & 0x08 != 0))
        #expect(appraisal.debug == name.contains("debug"))
    }

    @Test("claims carry what an independent reader found in the recorded reports")
    func claims() throws {
        let vlek = try SNPVector("real-milan-v3-vlek").appraisal()
        #expect(vlek.platformInfo.contains(Claim("cspId", .text("CN=cc-us-east-2.amazonaws.com"))))
        #expect(vlek.platformInfo.contains(Claim("signingKey", .text("VLEK"))))
        #expect(vlek.platformInfo.contains(Claim("chipBound", .flag(false))))
        #expect(vlek.measurements.contains(Claim("vmpl", .number(1))))
        let launch = try #require(SNPTCB("launchTcb", of: vlek))
        #expect(launch.description == "bootloader 4, tee 0, snp 24, microcode 219")

        let turin = try SNPVector("sim-turin-v5").appraisal()
        let reported = try #require(SNPTCB(of: turin))
        #expect(reported.description == "fmc 1, bootloader 2, tee 0, snp 4, microcode 72")
        #expect(turin.platformInfo.contains(Claim("launchMitigationVector", .number(3))))
        #expect(turin.platformInfo.contains(Claim("currentMitigationVector", .number(7))))

        let milan = try SNPVector("real-milan-v2").appraisal()
        #expect(milan.measurements.contains(Claim("guestSvn", .number(4))))
        #expect(milan.platformInfo.contains(Claim("currentVersion", .text("1.52.4"))))
        #expect(milan.platformInfo.contains(Claim("provisionalFirmware", .flag(true))))
        #expect(milan.expires == 1_895_507_906, "the end of the VCEK, 2030-01-24 17:58:26 UTC")
    }

    @Test("AMD's roots are built in and known by their fingerprints", arguments: ["Milan", "Genoa", "Turin"])
    func builtInRoots(_ product: String) throws {
        let published = try Certificate(SNPVector.read("snp/amd-roots/\(product)_ark.der"))
        let anchor = try #require(TrustAnchors.builtIn.anchor(of: published))
        #expect(anchor.vendorRoot?.rawValue == "ARK-\(product)")
    }

    @Test(
        "the built-in root is found when no certificate of it is given",
        arguments: ["real-milan-v2", "real-genoa-v3-azure"])
    func rootLeftOut(_ name: String) throws {
        let vector = try SNPVector(name)
        let certificates = try vector.certificates().dropLast()
        let appraisal = try SNPVerifier().verify(
            vector.report(), certificates: certificates.reversed(), at: vector.time)
        #expect(appraisal == (try vector.appraisal()))
    }

    @Test("ASK, ASVK and ARK of AMD verify under the built-in roots", arguments: SNPProduct.allCases)
    func publishedChains(_ product: SNPProduct) throws {
        let root = try Certificate(SNPVector.read("snp/amd-roots/\(product.rawValue)_ark.der"))
        for (file, key) in [("ask", SNPSigningKey.vcek), ("asvk", .vlek)] {
            let intermediate = try Certificate(SNPVector.read("snp/amd-roots/\(product.rawValue)_\(file).der"))
            let trusted = try #require(TrustAnchors.builtIn.trusted(among: [root]).first)
            let chain = try VerifiedSNPChain(
                intermediate: intermediate, root: trusted, revocationLists: [], at: 1_750_000_000)
            #expect(chain.product == product)
            #expect(chain.signingKey == key)
        }
    }
}
