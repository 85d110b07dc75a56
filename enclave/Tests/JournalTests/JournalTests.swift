import Crypto
import Journal
import JournalFixtures
import Testing

@Suite struct JournalTests {
    let storage = MemoryStorage()
    var fixture: Fixture { Fixture(storage) }

    @Test func valuesAreReadableAtOnceAndAfterReopening() throws {
        try fixture.create()
        let journal = try fixture.open()
        let first = try journal.append(Fixture.entry(), [Mutation(Fixture.slot(1), [1, 2, 3])])
        #expect(first == 1)
        #expect(try journal.read(Fixture.slot(1)) == [1, 2, 3])
        #expect(journal.durableNumber == 0)
        try journal.flush()
        #expect(journal.durableNumber == 1)
        #expect(try journal.read(Fixture.slot(1)) == [1, 2, 3])
        _ = try journal.append(
            Fixture.entry(),
            [Mutation(Fixture.slot(1), [4]), Mutation(Fixture.slot(2), []), Mutation(Fixture.slot(3), [5])])
        _ = try journal.append(Fixture.entry(), [Mutation(Fixture.slot(3), nil)])
        journal.shutdown()
        let again = try fixture.open()
        #expect(again.recordNumber == 3)
        #expect(again.chainHash == journal.chainHash)
        #expect(try again.read(Fixture.slot(1)) == [4])
        #expect(try again.read(Fixture.slot(2)) == [])
        #expect(try again.read(Fixture.slot(3)) == nil)
        var live: [RecordSlot: [UInt8]] = [:]
        try again.forEachLive { slot, value in live[slot] = value }
        #expect(live == [Fixture.slot(1): [4], Fixture.slot(2): []])
    }

    @Test func compactionKeepsSlotsAndEntries() throws {
        try fixture.create()
        let journal = try fixture.open()
        for round in UInt64(0)..<5 {
            for number in UInt64(0)..<20 {
                _ = try journal.append(
                    Fixture.entry(), [Mutation(Fixture.slot(number), [UInt8(round), UInt8(number)])])
            }
            _ = try journal.append(Fixture.entry(), [Mutation(Fixture.slot(round), nil)])
            try journal.compact()
        }
        for number in UInt64(0)..<20 {
            #expect(try journal.read(Fixture.slot(number)) == (number == 4 ? nil : [4, UInt8(number)]))
        }
        let lines = try journal.exportAll()
        #expect(lines.count == 105)
        #expect(try journal.exportAudit(from: 50, limit: 3).lines == Array(lines[49..<52]))
        journal.shutdown()
        #expect(storage.files.keys.filter { $0.hasPrefix("snapshot-") || $0.hasPrefix("journal-") }.count == 2)
        let again = try fixture.open()
        #expect(try again.exportAll() == lines)
        #expect(again.liveSlots == journal.liveSlots)
        #expect(try again.read(Fixture.slot(19)) == [4, 19])
    }

    @Test func aThreadedRunAnswersFencesAndCompacts() throws {
        var fixture = fixture
        fixture.configuration.segmentLimit = 8 << 10
        fixture.configuration.closedSegments = 1
        try fixture.create()
        let journal = try fixture.open(events: JournalEvents(failed: { Issue.record("failed: \($0)") }))
        let threads = [Thread { journal.run() }, Thread { journal.maintain() }]
        journal.signCheckpoints(with: Fixture.signer())
        let writers = journal.writers(4, records: 500)
        for writer in writers { writer.join() }
        journal.shutdown()
        for thread in threads { thread.join() }
        let again = try fixture.open()
        #expect(again.recordNumber >= 2_002)
        #expect(again.chainHash == journal.chainHash)
        #expect(try again.exportAll(limit: 500).count == Int(again.recordNumber))
        #expect(storage.files.keys.contains { $0.hasPrefix("snapshot-") })
    }

    @Test func creatingTwiceIsRefused() throws {
        try fixture.create()
        #expect(throws: JournalError.self) { try fixture.create() }
    }

    @Test(arguments: ["header", "fence", "journal-000001", "journal-000002"])
    func aMissingFileIsNamed(name: String) throws {
        try fixture.create()
        let journal = try fixture.open()
        _ = try journal.append(Fixture.entry())
        journal.shutdown()
        try storage.remove(name)
        let error = try #require(throws: JournalError.self) { try fixture.open() }
        #expect(error.file == name)
        #expect(error.code == .missing || error.code == .truncated)
    }

    @Test func anotherKeyOpensNothing() throws {
        try fixture.create()
        let error = try #require(throws: JournalError.self) {
            try Journal.open(in: storage, identity: Fixture.identity, domainKey: SymmetricKey(size: .bits256))
        }
        #expect(error.code == .altered)
    }
}
