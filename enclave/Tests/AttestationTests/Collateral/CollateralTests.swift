import Attestation
import DCAPFixtures
import EnclaveProtocol
import Testing

@Suite("Collateral")
struct CollateralTests {
    @Test("a member that is not there is missing, one that is no string malformed")
    func members() throws {
        let evidence = try SimulatedDCAP().make()
        for name in evidence.members.keys {
            var without = evidence
            without.members[name] = nil
            try expectRefusal(.missingCollateral, "\(name)") { try without.appraise() }
        }
        try expectRefusal(.malformedCollateral) {
            _ = try Collateral(json: Array("{\"pck_crl_issuer_chain\":7}".utf8))
            return try evidence.appraise()
        }
    }

    @Test("signed texts are read in Intel's envelope, over the bytes as they came")
    func envelopes() throws {
        var simulation = SimulatedDCAP()
        simulation.editTCBInfo = { $0.replacing("\"version\":3", with: "\"version\" :\t3") }
        var evidence = try simulation.make()
        let tcbInfo = try #require(evidence.members["tcb_info"])
        let signature = try #require(evidence.members["tcb_info_signature"])
        evidence.members["tcb_info"] = "{\"tcbInfo\": \(tcbInfo) ,\"signature\":\"\(signature)\"}"
        evidence.members["tcb_info_signature"] = nil
        #expect(try evidence.appraise().status == .upToDate)
        evidence.members["tcb_info"] = "{\"tcbInfo\":{},\"tcbInfo\":\(tcbInfo),\"signature\":\"\(signature)\"}"
        try expectRefusal(.malformedCollateral) { try evidence.appraise() }
        evidence.members["tcb_info"] = "{\"tcbInfo\":\(tcbInfo)}"
        try expectRefusal(.missingCollateral) { try evidence.appraise() }
    }

    @Test("white space that came with the signed text is signed; what is added later is not")
    func whiteSpace() throws {
        var evidence = try SimulatedDCAP().make()
        evidence.members["tcb_info"] = evidence.members["tcb_info"]?.replacing("\"version\":3", with: "\"version\": 3")
        try expectRefusal(.badSignature) { try evidence.appraise() }
    }

    @Test("a signature is 128 hexadecimal digits", arguments: ["", "00", "zz"])
    func signature(_ text: String) throws {
        var evidence = try SimulatedDCAP().make()
        evidence.members["qe_identity_signature"] = text
        try expectRefusal(text.isEmpty ? .missingCollateral : .malformedCollateral) { try evidence.appraise() }
    }

    @Test(
        "dates that are no moment are refused",
        arguments: ["2026-02-30T00:00:00Z", "2026-06-01", "2026-06-01T00:00:00", "2026-06-01T24:00:00Z", "x"])
    func dates(_ date: String) throws {
        var simulation = SimulatedDCAP()
        simulation.tcbInfo.issueDate = date
        try expectRefusal(.malformedCollateral) { try simulation.make().appraise() }
    }

    @Test("versions that are not known are refused")
    func versions() throws {
        for version in [0, 1, 4] {
            var simulation = SimulatedDCAP.enclave
            simulation.tcbInfo.version = version
            try expectRefusal(.malformedCollateral) { try simulation.make().appraise() }
        }
        var identity = SimulatedDCAP()
        identity.qeIdentity.version = 1
        try expectRefusal(.malformedCollateral) { try identity.make().appraise() }
    }

    @Test("a member that signed JSON has to have is missed", arguments: ["fmspc", "pceId", "tcbType", "tcbLevels"])
    func signedMembers(_ name: String) throws {
        var simulation = SimulatedDCAP()
        simulation.editTCBInfo = { $0.replacing("\"\(name)\"", with: "\"x\(name)\"") }
        try expectRefusal(.malformedCollateral) { try simulation.make().appraise() }
    }

    @Test("an error names the line")
    func lines() throws {
        var simulation = SimulatedDCAP()
        simulation.editTCBInfo = { $0.replacing("\"tcbType\":0", with: "\n\"tcbType\":\n7") }
        let evidence = try simulation.make()
        do {
            _ = try evidence.appraise()
            Issue.record("accepted")
        } catch let error as AppraisalError {
            #expect(error.message.hasPrefix("The TCB info, line 3: "))
        }
    }
}
