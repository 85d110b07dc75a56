import Attestation
import DCAPFixtures
import Testing

/// What the simulation has to give before anything in it is changed, and what the rules of 2026 make of its levels.
@Suite("Simulated DCAP evidence")
struct DCAPSimulationTests {
    @Test("every version and body is up to date", arguments: DCAPForm.all)
    func upToDate(_ form: DCAPForm) throws {
        let appraisal = try form.simulation.make().appraise()
        #expect(appraisal.status == .upToDate)
        #expect(appraisal.kind == (form.layout.isTDX ? .tdx : .sgx))
        #expect(appraisal.reportData == Array(0..<64))
        #expect(appraisal.advisories.isEmpty)
        #expect(appraisal.current == nil)
        #expect(appraisal.expires == 1_782_864_000)
        #expect(appraisal.platform == .software)
        #expect(appraisal.measurements.count == [12, 14, 16, 26][form.layout.rawValue - 1])
    }

    @Test("the platform's facts are claims")
    func platformInfo() throws {
        let appraisal = try SimulatedDCAP.enclave.make().appraise()
        let info = Dictionary(uniqueKeysWithValues: appraisal.platformInfo.map { ($0.name, $0.value) })
        #expect(info["fmspc"] == .bytes([0x53, 0x49, 0x4D, 0, 0, 1]))
        #expect(info["ppid"] == .bytes([UInt8](repeating: 0xA1, count: 16)))
        #expect(info["pceSvn"] == .number(13))
        #expect(info["sgxType"] == .text("scalable"))
        #expect(info["dynamicPlatform"] == .flag(true))
        #expect(info["cachedKeys"] == .flag(false))
        #expect(info["tcbEvaluationDataNumber"] == .number(20))
        #expect(info["rootCrlNumber"] == .bytes([7]))
        #expect(info["qeIsvSvn"] == .number(8))
        #expect(info["certificationAuthority"] == .text("platform"))
    }

    @Test("a Processor CA's certificate leaves the switches open")
    func processorAuthority() throws {
        var simulation = SimulatedDCAP.enclave
        simulation.authority.commonName = "Intel SGX PCK Processor CA"
        simulation.leaf.issuerName = "Intel SGX PCK Processor CA"
        simulation.pckList.issuerName = "Intel SGX PCK Processor CA"
        simulation.pck.platformInstanceID = nil
        simulation.pck.configuration = nil
        let info = try simulation.make().appraise().platformInfo
        #expect(!info.contains { ["platformInstanceId", "dynamicPlatform", "smtEnabled"].contains($0.name) })
        #expect(info.contains { $0 == Claim("certificationAuthority", .text("processor")) })
    }

    @Test("the lower evaluation data number is reported")
    func evaluationNumber() throws {
        for (tcb, qe, lower) in [(17, 19, 17), (19, 17, 17)] {
            var simulation = SimulatedDCAP.enclave
            simulation.tcbInfo.evaluationNumber = tcb
            simulation.qeIdentity.evaluationNumber = qe
            let info = try simulation.make().appraise().platformInfo
            #expect(info.contains { $0 == Claim("tcbEvaluationDataNumber", .number(UInt64(lower))) })
        }
    }

    @Test("levels that come unsorted give the same verdict")
    func unsortedLevels() throws {
        var simulation = SimulatedDCAP()
        simulation.tcbInfo.levels.reverse()
        simulation.tcbInfo.modules[0].levels.reverse()
        simulation.qeIdentity.levels.reverse()
        #expect(try simulation.make().appraise().status == .upToDate)
    }

    @Test("a version 2 TCB info is read")
    func version2() throws {
        var simulation = SimulatedDCAP.enclave
        simulation.tcbInfo.version = 2
        #expect(try simulation.make().appraise().status == .upToDate)
        simulation.pck.components[15 - 7] = 0
        simulation.pck.components[0] = 4
        #expect(try simulation.make().appraise().status == .outOfDate)
    }

    @Test("hexadecimal of collateral is read in either case")
    func hexCase() throws {
        var simulation = SimulatedDCAP.enclave
        simulation.tcbInfo.fmspc = "53494d000001"
        #expect(try simulation.make().appraise().status == .upToDate)
    }

    @Test("a debug enclave and a TD with any debug bit are genuine and say so")
    func debug() throws {
        var enclave = SimulatedDCAP.enclave
        enclave.quote.body[48] |= 2
        #expect(try enclave.make().appraise().debug)
        for bit in 0..<8 {
            var domain = SimulatedDCAP()
            domain.quote.body[120] = 1 << bit
            #expect(try domain.make().appraise().debug)
        }
    }
}

/// A quote's version with a body it may have.
struct DCAPForm: Sendable, CustomTestStringConvertible {
    let version: UInt16
    let layout: SimulatedQuote.Layout

    var simulation: SimulatedDCAP { SimulatedDCAP(version: version, layout: layout) }
    var testDescription: String { "version \(version), \(layout)" }

    static let all: [DCAPForm] =
        [(3, .enclave), (4, .enclave), (4, .td10)].map { DCAPForm(version: $0, layout: $1) }
        + SimulatedQuote.Layout.allCases.map { DCAPForm(version: 5, layout: $0) }
}
