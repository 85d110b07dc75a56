import Attestation
import DCAPFixtures
import Testing

/// Convergence of platform, module and QE, and the advice to relaunch a TD.
@Suite("DCAP convergence and relaunch")
struct ConvergenceTests {
    @Test(
        "an out-of-date part maps the platform's status",
        arguments: [
            ("UpToDate", .outOfDate), ("SWHardeningNeeded", .outOfDate),
            ("ConfigurationNeeded", .outOfDateConfigurationNeeded),
            ("ConfigurationAndSWHardeningNeeded", .outOfDateConfigurationNeeded), ("OutOfDate", .outOfDate),
            ("OutOfDateConfigurationNeeded", .outOfDateConfigurationNeeded), ("Revoked", .revoked),
        ] as [(String, TCBStatus)])
    func outOfDatePart(_ platform: String, _ converged: TCBStatus) throws {
        for changesModule in [false, true] {
            var simulation = SimulatedDCAP(version: 4, layout: .td10)
            simulation.tcbInfo.levels[0].status = platform
            #expect(try simulation.make().appraise().status.rawValue == platform)
            if changesModule { simulation.quote.body[0] = 2 } else { simulation.quote.qeReport[258] = 4 }
            #expect(try simulation.make().appraise().status == converged)
        }
    }

    @Test("a revoked part revokes, also beside an out-of-date one")
    func revokedPart() throws {
        var simulation = SimulatedDCAP(version: 4, layout: .td10)
        simulation.qeIdentity.levels[0].status = "Revoked"
        #expect(try simulation.make().appraise().status == .revoked)
        simulation.quote.body[0] = 2
        #expect(try simulation.make().appraise().status == .revoked)
    }

    @Test("advisories are united, each once and sorted, and the earliest date counts")
    func union() throws {
        var simulation = SimulatedDCAP(version: 4, layout: .td10)
        simulation.tcbInfo.levels[0].advisories = ["INTEL-SA-00009", "INTEL-SA-00003"]
        simulation.tcbInfo.modules[0].levels[0].advisories = ["INTEL-SA-00003", "INTEL-SA-00004"]
        simulation.tcbInfo.modules[0].levels[0].date = "2025-05-05T00:00:00Z"
        simulation.qeIdentity.levels[0].advisories = ["INTEL-SA-00001"]
        let appraisal = try simulation.make().appraise()
        #expect(appraisal.advisories == ["INTEL-SA-00001", "INTEL-SA-00003", "INTEL-SA-00004", "INTEL-SA-00009"])
        #expect(appraisal.tcbDate == 1_746_403_200)
    }

    @Test("a module with a version leaves two components to its identity, one without does not")
    func skippedComponents() throws {
        var simulation = SimulatedDCAP(version: 4, layout: .td10)
        simulation.tcbInfo.levels[0].tdx?[0] = 200
        #expect(try simulation.make().appraise().status == .upToDate)
        simulation.quote.body[1] = 0
        #expect(try simulation.make().appraise().status == .outOfDate)
        simulation.tcbInfo.levels[0].tdx?[0] = 5
        #expect(try simulation.make().appraise().status == .upToDate)
        simulation.tcbInfo.levels[0].tdx?[1] = 1
        #expect(try simulation.make().appraise().status == .outOfDate)
    }

    @Test("the third component, the SEAM loader, always counts")
    func seamLoader() throws {
        var simulation = SimulatedDCAP(version: 4, layout: .td10)
        simulation.quote.body[2] = 1
        #expect(try simulation.make().appraise().status == .outOfDate)
    }

    @Test("a TD launched under an old module on a machine updated since should be relaunched")
    func relaunch() throws {
        var simulation = SimulatedDCAP()
        simulation.quote.body[0] = 2
        let appraisal = try simulation.make().appraise()
        #expect(appraisal.status == .relaunchAdvised)
        #expect(appraisal.current?.status == .upToDate)
        simulation.tcbInfo.levels[0].status = "ConfigurationNeeded"
        #expect(try simulation.make().appraise().status == .relaunchAdvisedConfigurationNeeded)
    }

    @Test("an out-of-date QE suppresses the advice")
    func relaunchWithOldQE() throws {
        var simulation = SimulatedDCAP()
        simulation.quote.body[0] = 2
        simulation.quote.qeReport[258] = 4
        #expect(try simulation.make().appraise().status == .outOfDate)
    }

    @Test("firmware that runs now and matches no level refuses the quote", arguments: [0, 1, 2])
    func currentUnsupported(_ component: Int) throws {
        var simulation = SimulatedDCAP()
        switch component {
        case 0: simulation.quote.body[584] = 1
        case 1: simulation.quote.body[585] = 2
        default: simulation.tcbInfo.levels[1].tdx?[2] = 1
        }
        if component == 2 { simulation.quote.body[586] = 0 }
        try expectRefusal(.unsupportedTCB) { try simulation.make().appraise() }
    }

    @Test("a revoked level now leaves the launch's status and says so")
    func currentRevoked() throws {
        var simulation = SimulatedDCAP()
        simulation.tcbInfo.modules[0].levels = [.init(5, "OutOfDate"), .init(4, "Revoked")]
        simulation.quote.body[584] = 4
        let appraisal = try simulation.make().appraise()
        #expect(appraisal.status == .outOfDate)
        #expect(appraisal.current?.status == .revoked)
    }

    @Test("a level's date and advisories now are reported where they differ")
    func currentDiffers() throws {
        var simulation = SimulatedDCAP()
        simulation.quote.body[584] = 2
        let current = try simulation.make().appraise().current
        #expect(current?.status == .outOfDate)
    }
}
