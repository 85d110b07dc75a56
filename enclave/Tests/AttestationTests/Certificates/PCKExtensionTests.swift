import DCAPFixtures
import Testing
import X509Core

@testable import Attestation

@Suite("The PCK certificate's SGX extension")
struct PCKExtensionTests {
    private func read(_ pck: SimulatedPCK) throws -> PCKExtension { try PCKExtension(der: pck.der) }

    @Test("every field is read")
    func fields() throws {
        var pck = SimulatedPCK()
        pck.components = (1...16).map { $0 * 15 }
        pck.pceSVN = 65_535
        let value = try read(pck)
        #expect(value.tcb.components.indices.map { Int(value.tcb.components[$0]) } == pck.components)
        #expect(value.tcb.pceSVN == 65_535)
        #expect(value.tcb.cpuSVN == pck.cpuSVN)
        #expect(value.platformInstanceID == pck.platformInstanceID)
        #expect(value.configuration.cachedKeys == false)
        #expect(value.sgxType == .scalable)
    }

    @Test("the order of the pairs does not matter and unknown ones are passed over")
    func order() throws {
        var pck = SimulatedPCK()
        pck.omitted = [1]
        pck.more = [
            SimulatedPCK.pair([99], SimulatedPCK.element(DERTag.null, [])),
            SimulatedPCK.pair([1, 1], SimulatedPCK.element(DERTag.null, [])),
            SimulatedPCK.pair([1], SimulatedPCK.element(DERTag.octetString, pck.ppid)),
        ]
        #expect(try read(pck).ppid == pck.ppid)
    }

    @Test("a field that is required and not there is refused", arguments: 1...5)
    func omitted(_ number: Int) {
        var pck = SimulatedPCK()
        pck.omitted = [number]
        #expect(throws: X509Error.self) { try read(pck) }
    }

    @Test("a field twice is refused")
    func twice() {
        var pck = SimulatedPCK()
        pck.more = [SimulatedPCK.pair([4], SimulatedPCK.element(DERTag.octetString, pck.fmspc))]
        #expect(throws: X509Error.self) { try read(pck) }
    }

    @Test("fields of wrong sizes and numbers out of range are refused")
    func sizes() {
        let changes: [(inout SimulatedPCK) -> Void] = [
            { $0.ppid.append(0) }, { $0.cpuSVN.removeLast() }, { $0.pceID = [0] }, { $0.fmspc.append(0) },
            { $0.platformInstanceID?.append(0) }, { $0.sgxType = 3 }, { $0.components[0] = 256 },
            { $0.pceSVN = 65_536 }, { $0.components.removeLast() },
        ]
        for (index, change) in changes.enumerated() {
            var pck = SimulatedPCK()
            change(&pck)
            #expect(throws: X509Error.self, "change \(index)") { try read(pck) }
        }
    }

    @Test("every truncation is refused")
    func truncations() {
        let der = SimulatedPCK().der
        for length in 0..<der.count {
            #expect(throws: X509Error.self) { try PCKExtension(der: Array(der[..<length])) }
        }
    }

    @Test("the components count, not the CPUSVN beside them")
    func componentsDecide() throws {
        var simulation = SimulatedDCAP.enclave
        simulation.pck.cpuSVN = [UInt8](repeating: 0, count: 16)
        #expect(try simulation.make().appraise().status == .upToDate)
        simulation = SimulatedDCAP.enclave
        simulation.pck.components[0] = 2
        #expect(try simulation.make().appraise().status == .outOfDate)
    }
}
