import Attestation
import Crypto
import DCAPFixtures
import EnclaveProtocol
import Testing
import X509Core

/// The traps and published weaknesses of DCAP verifiers, each under its name.
@Suite("DCAP traps")
struct DCAPTrapTests {
    @Test("CVE-2026-22696: a QE identity without Intel's signature is refused")
    func qeIdentityForged() throws {
        var evidence = try SimulatedDCAP().make()
        evidence.members["qe_identity"] = evidence.members["qe_identity"]?.replacing("OutOfDate", with: "UpToDate ")
        try expectRefusal(.badSignature) { try evidence.appraise() }
    }

    @Test(
        "CVE-2026-22696: the QE report has to be of Intel's quoting enclave",
        arguments: [("MRSIGNER", 128), ("ISVPRODID", 256), ("MISCSELECT", 16), ("ATTRIBUTES", 49), ("KSS", 48)])
    func qeReportConstraints(_ field: String, _ offset: Int) throws {
        var simulation = SimulatedDCAP()
        simulation.quote.qeReport[offset] ^= field == "KSS" ? 0x80 : 1
        try expectRefusal(.mismatch, "\(field)") { try simulation.make().appraise() }
    }

    @Test("a debug QE is refused by the attributes' mask")
    func debugQE() throws {
        var simulation = SimulatedDCAP()
        simulation.quote.qeReport[48] |= 2
        try expectRefusal(.mismatch) { try simulation.make().appraise() }
    }

    @Test("MISCSELECT is a number's text, not the bytes of the field")
    func miscSelectOrder() throws {
        var simulation = SimulatedDCAP()
        simulation.qeIdentity.miscSelect = "00000001"
        simulation.quote.qeReport[16] = 1
        #expect(try simulation.make().appraise().status == .upToDate)
        simulation.quote.qeReport.replaceSubrange(16..<20, with: [0, 0, 0, 1])
        try expectRefusal(.mismatch) { try simulation.make().appraise() }
    }

    @Test("a QE below every level of its identity is refused, an old one is out of date")
    func qeVersion() throws {
        var simulation = SimulatedDCAP.enclave
        simulation.quote.qeReport[258] = 5
        #expect(try simulation.make().appraise().status == .outOfDate)
        simulation.quote.qeReport[258] = 3
        try expectRefusal(.unsupportedTCB) { try simulation.make().appraise() }
    }

    @Test("dcap-qvl 124: a TDX module of another signer or with attributes is refused")
    func moduleIdentity() throws {
        for offset in [64, 111, 112, 119] {
            for version: UInt8 in [0, 1] {
                var simulation = SimulatedDCAP()
                simulation.quote.body[1] = version
                simulation.quote.body[offset] = 1
                try expectRefusal(.mismatch, "offset \(offset)") { try simulation.make().appraise() }
            }
        }
    }

    @Test("dcap-qvl 124: the module identity of its version decides, not the general one")
    func moduleIdentityOfVersion() throws {
        var simulation = SimulatedDCAP()
        simulation.tcbInfo.modules[0].mrSigner[7] = 1
        try expectRefusal(.mismatch) { try simulation.make().appraise() }
        simulation.quote.body[64 + 7] = 1
        #expect(try simulation.make().appraise().status == .upToDate)
    }

    @Test("go-tdx-guest: platform and module level both count")
    func platformAndModule() throws {
        var oldPlatform = SimulatedDCAP(version: 4, layout: .td10)
        oldPlatform.pck.components[0] = 2
        #expect(try oldPlatform.make().appraise().status == .outOfDate)
        var oldModule = SimulatedDCAP(version: 4, layout: .td10)
        oldModule.quote.body[0] = 3
        #expect(try oldModule.make().appraise().status == .outOfDate)
    }

    @Test("dates of TCB info and QE identity are checked on both sides")
    func collateralDates() throws {
        for day in ["2026-06-15T12:00:01Z", "2027-01-01T00:00:00Z"] {
            var tcb = SimulatedDCAP()
            tcb.tcbInfo.issueDate = day
            try expectRefusal(.prematureCollateral) { try tcb.make().appraise() }
            var qe = SimulatedDCAP()
            qe.qeIdentity.issueDate = day
            try expectRefusal(.prematureCollateral) { try qe.make().appraise() }
        }
        var tcb = SimulatedDCAP()
        tcb.tcbInfo.nextUpdate = "2026-06-15T11:59:59Z"
        try expectRefusal(.expiredCollateral) { try tcb.make().appraise() }
        var qe = SimulatedDCAP()
        qe.qeIdentity.nextUpdate = "2026-06-15T11:59:59Z"
        try expectRefusal(.expiredCollateral) { try qe.make().appraise() }
    }

    @Test("the last second of a period counts, the one after does not")
    func lastSecond() throws {
        var simulation = SimulatedDCAP()
        simulation.tcbInfo.nextUpdate = "2026-06-15T12:00:00Z"
        let evidence = try simulation.make()
        let verified = try evidence.verifiedCollateral()
        #expect(try evidence.appraise().expires == evidence.time)
        try expectRefusal(.expiredCollateral, "kept collateral is checked again") {
            try DCAPVerifier.appraise(evidence.quote, collateral: verified, time: evidence.time + 1)
        }
    }

    @Test("every certificate's dates are checked on both sides")
    func certificateDates() throws {
        for member in [\SimulatedDCAP.root, \.authority, \.signer, \.leaf] {
            var early = SimulatedDCAP()
            early[keyPath: member].notBefore = early.time + 1
            try expectRefusal(.prematureCollateral) { try early.make().appraise() }
            var late = SimulatedDCAP()
            late[keyPath: member].notAfter = late.time - 1
            try expectRefusal(.expiredCollateral) { try late.make().appraise() }
        }
    }

    @Test("pceId is compared as well as FMSPC")
    func pceID() throws {
        var simulation = SimulatedDCAP()
        simulation.tcbInfo.pceID = "0001"
        try expectRefusal(.mismatch) { try simulation.make().appraise() }
        simulation = SimulatedDCAP()
        simulation.tcbInfo.fmspc = "53494D000002"
        try expectRefusal(.mismatch) { try simulation.make().appraise() }
    }

    @Test("the outer certification data of versions 4 and 5 has type 6", arguments: [UInt16(4), 5])
    func outerType(_ version: UInt16) throws {
        for type in (0...8).filter({ $0 != 6 }) {
            var simulation = SimulatedDCAP(version: version, layout: .td10)
            simulation.quote.outerType = UInt16(type)
            try expectRefusal(.malformedEvidence) { try simulation.make().appraise() }
        }
    }

    @Test("TCB info signed by a PCK certificate is refused, under the PCK chain and under its own")
    func tcbInfoSignedByPCK() throws {
        var simulation = SimulatedDCAP()
        simulation.tcbInfoKey = simulation.leaf.key
        simulation.editCollateral = { members, made in
            members["tcb_info_issuer_chain"] = SimulatedHierarchy.pem([made.leaf, made.authority, made.root])
        }
        try expectRefusal(.untrustedChain) { try simulation.make().appraise() }
        simulation.editCollateral = { members, made in
            members["tcb_info_issuer_chain"] = SimulatedHierarchy.pem([made.leaf, made.root])
        }
        try expectRefusal(.untrustedChain) { try simulation.make().appraise() }
    }

    @Test("names belong to their place in the hierarchy")
    func commonNames() throws {
        for member in [\SimulatedDCAP.authority, \.signer, \.leaf] {
            for name in ["Intel SGX Something", "Intel SGX TCB Signing", "Intel SGX PCK Certificate"] {
                var simulation = SimulatedDCAP()
                guard simulation[keyPath: member].commonName != name else { continue }
                simulation[keyPath: member].commonName = name
                if member == \.authority {
                    simulation.leaf.issuerName = name
                    simulation.pckList.issuerName = name
                }
                try expectRefusal(.untrustedChain, "\(name)") { try simulation.make().appraise() }
            }
        }
    }

    @Test("component arrays have exactly sixteen members", arguments: [0, 15, 17])
    func componentCount(_ count: Int) throws {
        var sgx = SimulatedDCAP()
        sgx.tcbInfo.levels[0].sgx = [Int](repeating: 0, count: count)
        try expectRefusal(.malformedCollateral) { try sgx.make().appraise() }
        var tdx = SimulatedDCAP()
        tdx.tcbInfo.levels[0].tdx = [Int](repeating: 0, count: count)
        try expectRefusal(.malformedCollateral) { try tdx.make().appraise() }
    }

    @Test("security versions above 255 are refused, not cut", arguments: [256, 65535, 4_294_967_296])
    func largeVersions(_ svn: Int) throws {
        var sgx = SimulatedDCAP()
        sgx.tcbInfo.levels[0].sgx[3] = svn
        try expectRefusal(.malformedCollateral) { try sgx.make().appraise() }
        var certificate = SimulatedDCAP()
        certificate.pck.components[3] = svn
        try expectRefusal(.untrustedChain) { try certificate.make().appraise() }
    }

    @Test("collateral nested deeply is refused before its signature is looked at")
    func nesting() throws {
        var evidence = try SimulatedDCAP().make()
        evidence.members["tcb_info"] = String(repeating: "[", count: 100_000)
        try expectRefusal(.malformedCollateral) { try evidence.appraise() }
        try expectRefusal(.malformedCollateral) {
            _ = try Collateral(json: Array(String(repeating: "{\"a\":", count: 100_000).utf8))
            return try evidence.appraise()
        }
    }

    @Test("a name twice in signed JSON is refused though Intel signed it")
    func duplicateNames() throws {
        var simulation = SimulatedDCAP()
        simulation.tcbInfo.more = "\"fmspc\":\"000000000000\","
        try expectRefusal(.malformedCollateral) { try simulation.make().appraise() }
        simulation = SimulatedDCAP()
        simulation.editTCBInfo = { $0.replacing("\"svn\":5}", with: "\"svn\":5,\"svn\":0}") }
        try expectRefusal(.malformedCollateral) { try simulation.make().appraise() }
        simulation = SimulatedDCAP()
        simulation.editQEIdentity = { $0.replacing("{\"id\"", with: "{\"\\u0069d\":\"QE\",\"id\"") }
        try expectRefusal(.malformedCollateral) { try simulation.make().appraise() }
    }

    @Test("an unknown status is refused, and a module or QE knows three only")
    func statuses() throws {
        var simulation = SimulatedDCAP()
        simulation.tcbInfo.levels[1].status = "Fine"
        try expectRefusal(.malformedCollateral) { try simulation.make().appraise() }
        simulation = SimulatedDCAP()
        simulation.qeIdentity.levels[1].status = "SWHardeningNeeded"
        try expectRefusal(.malformedCollateral) { try simulation.make().appraise() }
        simulation = SimulatedDCAP()
        simulation.tcbInfo.modules[0].levels[0].status = "ConfigurationNeeded"
        try expectRefusal(.malformedCollateral) { try simulation.make().appraise() }
    }

    @Test("an SGX TCB info that describes a TDX module, a type of comparison and levels twice are refused")
    func malformedTCBInfo() throws {
        var module = SimulatedDCAP.enclave
        module.tcbInfo.hasModule = true
        try expectRefusal(.malformedCollateral) { try module.make().appraise() }
        var type = SimulatedDCAP()
        type.tcbInfo.type = 1
        try expectRefusal(.malformedCollateral) { try type.make().appraise() }
        var twice = SimulatedDCAP()
        twice.tcbInfo.levels.append(twice.tcbInfo.levels[1])
        try expectRefusal(.malformedCollateral) { try twice.make().appraise() }
        var twoModules = SimulatedDCAP()
        twoModules.tcbInfo.modules.append(SimulatedTCBInfo.Module("tdx_01", []))
        try expectRefusal(.malformedCollateral) { try twoModules.make().appraise() }
    }

    @Test("TCB info and QE identity have to be for the quote's TEE")
    func kinds() throws {
        var identity = SimulatedDCAP.enclave
        identity.qeIdentity.id = "TD_QE"
        try expectRefusal(.mismatch) { try identity.make().appraise() }
        var other = SimulatedDCAP.enclave
        other.qeIdentity.id = "QVE"
        try expectRefusal(.malformedCollateral) { try other.make().appraise() }
    }

    @Test("(r, n - s) verifies as well: inherent to ECDSA, so a quote's bytes are no identity")
    func malleability() throws {
        var evidence = try SimulatedDCAP.enclave.make()
        evidence.quote.negateSignature(at: 436)
        evidence.quote.negateSignature(at: 436 + 128 + 384)
        #expect(try evidence.appraise().status == .upToDate)
    }

    @Test("r = 0, s = 0 and a key off the curve are refused")
    func degenerateSignatures() throws {
        let evidence = try SimulatedDCAP.enclave.make()
        for offset in [436, 468, 436 + 512, 436 + 544] {
            var zero = evidence
            zero.quote.replaceSubrange(offset..<offset + 32, with: [UInt8](repeating: 0, count: 32))
            try expectRefusal(.badSignature) { try zero.appraise() }
        }
        var simulation = SimulatedDCAP.enclave
        simulation.quote.commits = false
        let key = [UInt8](repeating: 1, count: 64)
        let hash = Array(SHA256.hash(data: key + simulation.quote.qeAuthentication))
        simulation.quote.qeReport.replaceSubrange(320..<352, with: hash)
        var offCurve = try simulation.make()
        offCurve.quote.replaceSubrange(500..<564, with: key)
        try expectRefusal(.badSignature) { try offCurve.appraise() }
    }
}
