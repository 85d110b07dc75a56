import EnclaveProtocol
import Testing

@testable import KMSPlugin

@Suite("Whether a key is in a backup")
struct BackupCoverTests {
    private func cover(backup: Int64? = nil, shares: Int64? = nil, development: Bool = false) -> BackupCover {
        var facts = [StatusFact("development", String(development))]
        if let backup { facts.append(StatusFact("backupCreated", String(backup))) }
        if let shares { facts.append(StatusFact("recoveryCreated", String(shares))) }
        return BackupCover(StatusAnswer(facts: facts))
    }

    @Test("A backup or set of shares covers what is not younger than it")
    func extents() {
        let key = KeyInfo.wrap(1, created: [10, 20])
        #expect(cover().extent(of: key) == .none)
        for (time, extent) in [(9, BackupCover.Extent.none), (10, .older), (19, .older), (20, .whole), (30, .whole)] {
            #expect(cover(backup: Int64(time)).extent(of: key) == extent)
            #expect(cover(shares: Int64(time)).extent(of: key) == extent)
            #expect(cover(backup: Int64(time), shares: 1).extent(of: key) == extent)
        }
        #expect(cover(backup: 30).extent(of: .wrap(1, created: [])) == .none)
    }

    @Test("A key tied to its enclave is in no backup")
    func tied() {
        var key = KeyInfo.wrap(1, created: [10])
        key.replication = .thisEnclave
        #expect(cover(backup: 20).extent(of: key) == .none)
        #expect(cover(shares: 20).extent(of: key) == .whole)
    }

    @Test("A key is due for rotation by the age of its newest version")
    func schedule() {
        let schedule = RotationSchedule(period: 60)
        #expect(!schedule.isDue(newest: 100, now: 159))
        #expect(schedule.isDue(newest: 100, now: 160))
        #expect(!schedule.isDue(newest: 100, now: 0))
    }
}
