import Crypto
import JournalFixtures
import Testing

@testable import Journal

/// A change of the domain key: what is written after it, and what the old key still opens.
@Suite struct RekeyTests {
    let storage = MemoryStorage()
    var fixture: Fixture { Fixture(storage) }

    /// Sealed files that open under a key, and records of them that do, whatever their header says.
    private func opened(by key: UInt8, headersUnder newest: UInt8) throws -> (files: [String], records: Int) {
        let keys = JournalKeys(domainKey: Fixture.key(key))
        let ring = KeyRing(newest: keys)
        let right = KeyRing(newest: JournalKeys(domainKey: Fixture.key(newest)))
        var files: [String] = []
        var records = 0
        if (try? FenceFile.open(in: storage, Fixture.identity, ring)) != nil { files.append(FileName.fence) }
        if (try? StateHeader.read(in: storage).authenticate(domainKey: Fixture.key(key))) != nil {
            files.append(FileName.header)
        }
        let inventory = try Inventory(storage)
        let ids = inventory.segments.map { FileID(.segment, $0) } + inventory.snapshots.map { FileID(.snapshot, $0) }
        for id in ids {
            if (try? SealedFile.open(id, in: storage, Fixture.identity, ring)) != nil { files.append(id.name) }
            guard let file = try? SealedFile.open(id, in: storage, Fixture.identity, right) else { continue }
            let seal = SealedFile(RecordSeal(file.seal.header, keys), file.file)
            records += try openedRecords(of: file, with: seal)
        }
        return (files.sorted(), records)
    }

    private func openedRecords(of file: SealedFile, with other: SealedFile) throws -> Int {
        var reader = GroupReader(file, limit: try file.file.size())
        var (index, opened) = (UInt32(0), 0)
        while case .group(let group) = try reader.next() {
            for range in group.records {
                if (try? other.payload(Array(group.bytes[range]), index: index)) != nil { opened += 1 }
                index += 1
            }
        }
        return opened
    }

    @Test func bothKeysAreNeededUntilTheCompactionAndThenOnlyTheNew() throws {
        try fixture.create()
        let journal = try fixture.open()
        for number in UInt64(0)..<4 { _ = try journal.append(Fixture.entry(), [Mutation(Fixture.slot(number), [1])]) }
        let record = try fixture.rekey(journal, to: 1)
        #expect(record == 5 && journal.isChangingKeys)
        _ = try journal.append(Fixture.entry(), [Mutation(Fixture.slot(1), [2])])
        try journal.flush()
        let lines = try journal.exportAll()
        #expect(try opened(by: 0, headersUnder: 1).files == ["journal-000001", "journal-000002"])
        #expect(try opened(by: 1, headersUnder: 1).files == ["header", "journal-000003"])
        try journal.compact()
        #expect(!journal.isChangingKeys)
        let old = try opened(by: 0, headersUnder: 1)
        #expect(old.files.isEmpty && old.records == 0)
        let new = try opened(by: 1, headersUnder: 1)
        #expect(new.files == ["fence", "header", "journal-000004", "snapshot-000003"])
        #expect(new.records > 0)
        #expect(try journal.exportAll() == lines)
        journal.shutdown()
        let again = try fixture.open()
        #expect(again.chainHash == journal.chainHash)
        #expect(try again.read(Fixture.slot(1)) == [2] && again.read(Fixture.slot(3)) == [1])
        #expect(try again.exportAll() == lines)
    }

    @Test func aStartBetweenFinishesTheChange() throws {
        try fixture.create()
        let journal = try fixture.open()
        _ = try journal.append(Fixture.entry(), [Mutation(Fixture.slot(1), [1])])
        try fixture.rekey(journal, to: 1)
        journal.shutdown()
        let again = try fixture.open()
        #expect(again.isChangingKeys)
        try again.finishRekey(within: .zero)
        #expect(!again.isChangingKeys)
        #expect(try opened(by: 0, headersUnder: 1).records == 0)
        #expect(try again.read(Fixture.slot(1)) == [1] && again.read(Fixture.keySlot) == [1])
    }

    /// A cut right behind the header: the old key goes on, and the new one becomes useless.
    @Test func aChangeWithoutItsRecordIsTakenBack() throws {
        try fixture.create()
        let journal = try fixture.open()
        _ = try journal.append(Fixture.entry(), [Mutation(Fixture.slot(1), [1])])
        journal.shutdown()
        try Fixture.header(under: 1, beside: 0).write(in: storage, domainKey: Fixture.key(1))
        let again = try fixture.open()
        _ = try again.append(Fixture.entry(), [Mutation(Fixture.slot(1), [2])])
        try again.finishRekey(within: .zero)
        #expect(Fixture.generations(of: try StateHeader.read(in: storage)) == (0, nil))
        let new = try opened(by: 1, headersUnder: 0)
        #expect(new.files.isEmpty && new.records == 0)
        again.shutdown()
        #expect(try fixture.open().read(Fixture.slot(1)) == [2])
    }

    @Test func aSecondChangeWaitsForTheFirst() throws {
        try fixture.create()
        let journal = try fixture.open()
        try fixture.rekey(journal, to: 1)
        let number = journal.recordNumber
        let refused = try #require(throws: JournalError.self) {
            try journal.rekey(to: Fixture.key(2), Fixture.entry(), [])
        }
        #expect(refused.code == .storageBusy && journal.recordNumber == number)
        try journal.finishRekey(within: .zero)
        try fixture.rekey(journal, to: 2)
        try journal.compact()
        #expect(Fixture.generations(of: try StateHeader.read(in: storage)) == (2, nil))
        journal.shutdown()
        #expect(try fixture.open().read(Fixture.keySlot) == [2])
    }

    /// Without room for the header the previous key stays, and the next compaction lets go of it.
    @Test func aHeaderThatFindsNoRoomIsWrittenLater() throws {
        try fixture.create()
        let isFull = MemoryStorage.Fault(errno: 28) { operation, name in operation == "write" && name == "header.tmp" }
        let journal = try fixture.open()
        try fixture.rekey(journal, to: 1)
        storage.set(isFull)
        #expect(throws: JournalError.self) { try journal.compact() }
        storage.set(nil)
        #expect(journal.isChangingKeys)
        _ = try journal.append(Fixture.entry(), [Mutation(Fixture.slot(1), [1])])
        try journal.compact()
        #expect(!journal.isChangingKeys)
        journal.shutdown()
        #expect(try fixture.open().read(Fixture.slot(1)) == [1])
    }

    @Test func aThreadedRunChangesKeysWhileOthersWrite() throws {
        var fixture = fixture
        fixture.configuration.segmentLimit = 8 << 10
        fixture.configuration.closedSegments = 1
        try fixture.create()
        let journal = try fixture.open(events: JournalEvents(failed: { Issue.record("failed: \($0)") }))
        let threads = [Thread { journal.run() }, Thread { journal.maintain() }]
        journal.signCheckpoints(with: Fixture.signer())
        let writers = journal.writers(3, records: 400)
        for generation in UInt8(1)...5 {
            try journal.finishRekey(within: .seconds(60))
            try journal.waitUntilDurable(try fixture.rekey(journal, to: generation))
        }
        for writer in writers { writer.join() }
        try journal.finishRekey(within: .seconds(60))
        journal.shutdown()
        for thread in threads { thread.join() }
        for old in UInt8(0)...4 {
            let found = try opened(by: old, headersUnder: 5)
            #expect(found.files.isEmpty && found.records == 0)
        }
        let again = try fixture.open()
        #expect(again.chainHash == journal.chainHash)
        #expect(try again.exportAll(limit: 500).count == Int(again.recordNumber))
        #expect(try again.read(Fixture.keySlot) == [5])
    }
}
