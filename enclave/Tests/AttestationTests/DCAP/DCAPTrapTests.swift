import Attestation
import Crypto
import DCAPFixtures
import Testing

/// The traps and published weaknesses of DCAP verifiers, each under its name.
@Suite("DCAP traps")
struct DCAPTrapTests {
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
