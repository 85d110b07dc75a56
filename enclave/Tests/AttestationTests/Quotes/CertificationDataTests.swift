import Attestation
import DCAPFixtures
import EnclaveProtocol
import Testing
import X509Core

/// The ways a quote names its PCK certificate.
@Suite("Certification data")
struct CertificationDataTests {
    /// A quote whose certification data is made of the certificates, with a chain in the collateral or without.
    private func evidence(
        type: UInt16, version: UInt16 = 4, hasChain: Bool, _ data: (SimulatedHierarchy, SimulatedDCAP) -> [UInt8]
    ) throws -> SimulatedEvidence {
        var simulation = SimulatedDCAP(version: version, layout: .enclave)
        let made = try SimulatedHierarchy(simulation)
        simulation.quote.certificationType = type
        simulation.quote.certification = data(made, simulation)
        if hasChain {
            simulation.editCollateral = { members, made in
                members["pck_certificate_chain"] = SimulatedHierarchy.pem([made.leaf, made.authority, made.root])
            }
        }
        return try simulation.make(under: made)
    }

    private func reference(_ type: Int, _ simulation: SimulatedDCAP) -> [UInt8] {
        let ppid = type == 1 ? simulation.pck.ppid : [UInt8](repeating: 0xE5, count: type == 2 ? 256 : 384)
        return ppid + simulation.pck.cpuSVN + [13, 0] + simulation.pck.pceID
    }

    @Test("types 1 to 3 take the chain from the collateral", arguments: [1, 2, 3])
    func reference(_ type: Int) throws {
        for version: UInt16 in [3, 4, 5] {
            let good = try evidence(type: UInt16(type), version: version, hasChain: true) { reference(type, $1) }
            #expect(try good.appraise().status == .upToDate)
        }
        let alone = try evidence(type: UInt16(type), hasChain: false) { reference(type, $1) }
        try expectRefusal(.missingCollateral) { try alone.appraise() }
        let short = try evidence(type: UInt16(type), hasChain: true) { reference(type, $1).dropLast() }
        try expectRefusal(.malformedEvidence) { try short.appraise() }
        let long = try evidence(type: UInt16(type), hasChain: true) { reference(type, $1) + [0] }
        try expectRefusal(.malformedEvidence) { try long.appraise() }
    }

    @Test("a reference to another machine is refused")
    func otherMachine() throws {
        let pce = try evidence(type: 3, hasChain: true) { reference(3, $1).dropLast() + [1] }
        try expectRefusal(.mismatch) { try pce.appraise() }
        let ppid = try evidence(type: 1, hasChain: true) { [0] + reference(1, $1).dropFirst() }
        try expectRefusal(.mismatch) { try ppid.appraise() }
    }

    @Test("a chain of another machine does not verify the QE report")
    func otherChain() throws {
        var good = try evidence(type: 3, hasChain: true) { reference(3, $1) }
        let other = try evidence(type: 3, hasChain: true) { reference(3, $1) }
        good.members["pck_certificate_chain"] = other.members["pck_certificate_chain"]
        try expectRefusal(.untrustedChain) { try good.appraise() }
    }

    @Test("type 4 carries the certificate alone, DER or PEM")
    func leaf() throws {
        let der = try evidence(type: 4, hasChain: false) { made, _ in made.leaf }
        #expect(try der.appraise().status == .upToDate)
        let pem = try evidence(type: 4, hasChain: false) { made, _ in
            Array(SimulatedHierarchy.pem([made.leaf]).utf8) + [0]
        }
        #expect(try pem.appraise().status == .upToDate)
        let two = try evidence(type: 4, hasChain: false) { made, _ in
            Array(SimulatedHierarchy.pem([made.leaf, made.authority]).utf8)
        }
        try expectRefusal(.malformedEvidence) { try two.appraise() }
    }

    @Test("type 5 takes CRLF, NULs or neither")
    func pemForms() throws {
        for change: (String) -> String in [{ $0 }, { $0.replacing("\n", with: "\r\n") }, { $0 + "\0\0\0" }] {
            let good = try evidence(type: 5, hasChain: false) { made, _ in
                Array(change(SimulatedHierarchy.pem([made.leaf, made.authority, made.root])).utf8)
            }
            #expect(try good.appraise().status == .upToDate)
        }
    }

    @Test("type 7 is read and refused by name; 0, 6 and 8 are not known", arguments: [UInt16(0), 6, 7, 8])
    func otherTypes(_ type: UInt16) throws {
        let evidence = try evidence(type: type, hasChain: true) { _, _ in [1, 2, 3] }
        try expectRefusal(.unsupportedEvidence) { try evidence.appraise() }
        if type == 7 { #expect(try Quote(evidence.quote).certificationType == 7) }
    }
}
