import Glibc
import Journal
import JournalFixtures
import Synchronization
import Testing

/// Disks that fail.
@Suite struct FailureTests {
    @Test(arguments: [("write", EIO), ("write", ENOSPC), ("fdatasync", EIO)])
    func aFailureIsToldOnceAndNeverRetried(operation: String, code: Int32) throws {
        let storage = MemoryStorage()
        let told = Mutex<[JournalError]>([])
        let fixture = Fixture(storage)
        try fixture.create()
        let journal = try fixture.open(events: JournalEvents(failed: { error in told.withLock { $0.append(error) } }))
        _ = try journal.append(Fixture.entry())
        try journal.flush()
        let synchronised = storage.trace.count
        storage.set(
            MemoryStorage.Fault(errno: code) { called, name in called == operation && name.hasPrefix("journal-") })
        let thread = Thread { journal.run() }
        let number = try journal.append(Fixture.entry())
        let error = try #require(throws: JournalError.self) { try journal.waitUntilDurable(number) }
        #expect(error.code == .storageFailed)
        thread.join()
        storage.set(nil)
        #expect(throws: error) { try journal.append(Fixture.entry()) }
        #expect(throws: error) { try journal.flush() }
        journal.shutdown()
        #expect(told.withLock { $0 } == [error])
        #expect(storage.trace.dropFirst(synchronised).allSatisfy { if case .synchronize = $0 { false } else { true } })
        #expect(try fixture.open().recordNumber >= 1)
    }

    @Test func belowTheReserveNewWorkIsRefused() throws {
        let storage = MemoryStorage()
        var fixture = Fixture(storage)
        fixture.configuration.reserve = 1 << 20
        try fixture.create()
        let journal = try fixture.open()
        storage.disk.withLock { $0.free = 1000 }
        _ = try journal.append(Fixture.entry())
        try journal.flush()
        let error = try #require(throws: JournalError.self) { try journal.append(Fixture.entry()) }
        #expect(error.code == .storageLow)
        #expect(try journal.append(Fixture.entry(), priority: .reserved) == 2)
        storage.disk.withLock { $0.free = 1 << 30 }
        #expect(try journal.append(Fixture.entry()) == 3)
    }

    @Test func aCompactionWithoutRoomIsGivenUpAndTriedAgain() throws {
        let storage = MemoryStorage()
        let fixture = Fixture(storage)
        try fixture.create()
        let journal = try fixture.open()
        for number in UInt64(1)...3 { _ = try journal.append(Fixture.entry(), [Mutation(Fixture.slot(number), [7])]) }
        for file in ["snapshot-", "audit/"] {
            storage.set(
                MemoryStorage.Fault(errno: ENOSPC) { called, name in called == "write" && name.hasPrefix(file) })
            let error = try #require(throws: JournalError.self) { try journal.compact() }
            #expect(error.code == .storageLow)
            #expect(try storage.list("").allSatisfy { !$0.hasSuffix(".tmp") })
        }
        storage.set(nil)
        _ = try journal.append(Fixture.entry(), [Mutation(Fixture.slot(4), [7])])
        try journal.compact()
        #expect(try journal.read(Fixture.slot(1)) == [7])
        journal.shutdown()
        #expect(try fixture.open().read(Fixture.slot(4)) == [7])
    }

    @Test(arguments: ["snapshot-", "audit/"])
    func aFailedWriteInACompactionEndsTheJournal(file: String) throws {
        let storage = MemoryStorage()
        let told = Mutex<[JournalError]>([])
        let fixture = Fixture(storage)
        try fixture.create()
        let journal = try fixture.open(events: JournalEvents(failed: { error in told.withLock { $0.append(error) } }))
        _ = try journal.append(Fixture.entry(), [Mutation(Fixture.slot(1), [7])])
        storage.set(MemoryStorage.Fault(errno: EIO) { called, name in called == "write" && name.hasPrefix(file) })
        let error = try #require(throws: JournalError.self) { try journal.compact() }
        #expect(error.code == .storageFailed)
        #expect(told.withLock { $0 } == [error])
        storage.set(nil)
        #expect(throws: error) { try journal.append(Fixture.entry()) }
        #expect(try fixture.open().read(Fixture.slot(1)) == [7])
    }

    @Test func whatIsTooLargeIsRefusedAndLeavesNoTrace() throws {
        let storage = MemoryStorage()
        let fixture = Fixture(storage)
        try fixture.create()
        let journal = try fixture.open()
        let long = String(repeating: "a", count: 70_000)
        #expect(throws: JournalError.self) { try journal.append(Fixture.entry(long)) }
        #expect(throws: JournalError.self) {
            try journal.append(Fixture.entry(), [Mutation(Fixture.slot(1), [UInt8](repeating: 0, count: 300_000))])
        }
        #expect(throws: JournalError.self) {
            try journal.append(Fixture.entry(), [Mutation(Fixture.slot(1, kind: 255), [])])
        }
        #expect(journal.recordNumber == 0)
        let largest = [UInt8](repeating: 5, count: 260_000)
        for number in UInt64(1)...4 {
            _ = try journal.append(Fixture.entry(), [Mutation(Fixture.slot(number), largest)])
        }
        journal.shutdown()
        let again = try fixture.open()
        #expect(try again.read(Fixture.slot(4)) == largest)
        try again.compact()
        #expect(try again.read(Fixture.slot(3)) == largest)
    }

    @Test func moreThanMayWaitIsRefused() throws {
        let storage = MemoryStorage()
        var fixture = Fixture(storage)
        fixture.configuration.pendingLimit = 10_000
        try fixture.create()
        let journal = try fixture.open()
        let error = try #require(throws: JournalError.self) {
            for _ in 0..<100 { _ = try journal.append(Fixture.entry()) }
        }
        #expect(error.code == .storageBusy)
        try journal.flush()
        _ = try journal.append(Fixture.entry())
    }
}
