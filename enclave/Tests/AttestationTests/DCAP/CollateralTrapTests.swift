import Attestation
import DCAPFixtures
import Testing

/// The traps of what Intel publishes: dates, signers and JSON, each under its name.
@Suite("DCAP collateral traps")
struct CollateralTrapTests {
    @Test("CVE-2026-22696: a QE identity without Intel's signature is refused")
    func qeIdentityForged() throws {
        var evidence = try SimulatedDCAP().make()
        evidence.members["qe_identity"] = evidence.members["qe_identity"]?.replacing("OutOfDate", with: "UpToDate ")
        try expectRefusal(.badSignature) { try evidence.appraise() }
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
}
