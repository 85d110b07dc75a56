import Journal
import JournalFixtures
import Synchronization
import Testing

/// When the writer begins a group.
@Suite struct GroupCommitTests {
    /// A journal with a writer, and the record each of its groups ended with.
    private final class Writing {
        let journal: Journal
        private let thread: Thread
        private let groups = Shared()

        /// The numbers of the last records of the groups so far.
        var ends: [UInt64] { groups.ends.withLock { $0 } }

        init(delay: Duration, limit: Int = 64 << 10) throws {
            var fixture = Fixture(MemoryStorage())
            fixture.configuration.groupDelay = delay
            fixture.configuration.groupLimit = limit
            try fixture.create()
            let groups = groups
            let journal = try fixture.open(
                events: JournalEvents(durable: { end in groups.ends.withLock { $0.append(end) } }))
            self.journal = journal
            thread = Thread { journal.run() }
        }

        func end() {
            journal.shutdown()
            thread.join()
        }

        private final class Shared: Sendable {
            let ends = Mutex<[UInt64]>([])
        }
    }

    @Test func recordsUpToTheCommitAreOneGroup() throws {
        let writing = try Writing(delay: .seconds(3600))
        defer { writing.end() }
        for _ in 0..<50 { _ = try writing.journal.append(Fixture.entry()) }
        #expect(writing.ends.isEmpty)
        writing.journal.commit()
        // Who waits may wake before the event is told.
        try writing.journal.waitUntilDurable(50)
        while writing.ends.isEmpty {}
        #expect(writing.ends == [50])
    }

    @Test func aFullGroupWaitsForNoCommit() throws {
        let writing = try Writing(delay: .seconds(3600), limit: 4 << 10)
        defer { writing.end() }
        while writing.ends.isEmpty { _ = try writing.journal.append(Fixture.entry()) }
        #expect(try #require(writing.ends.first) > 1)
    }

    @Test func nothingWaitsLongerThanTheDelay() throws {
        let writing = try Writing(delay: .milliseconds(1))
        defer { writing.end() }
        _ = try writing.journal.append(Fixture.entry())
        while writing.ends.isEmpty {}
        #expect(writing.ends == [1])
    }
}
