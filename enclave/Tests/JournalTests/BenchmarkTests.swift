#if CASEMATE_BENCHMARKS
import Glibc
import Journal
import JournalFixtures
import Testing

/// Figures, printed; built with -DCASEMATE_BENCHMARKS.
@Suite(.serialized) struct BenchmarkTests {
    private func seconds(_ body: () throws -> Void) rethrows -> Double {
        let clock = ContinuousClock()
        let time = try clock.measure(body).components
        return Double(time.seconds) + Double(time.attoseconds) / 1e18
    }

    /// Processor time: what a busy machine does not inflate.
    private func processor(_ body: () throws -> Void) rethrows -> Double {
        func now() -> Double {
            var time = timespec()
            clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time)
            return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
        }
        let start = now()
        try body()
        return now() - start
    }

    private func micros(_ seconds: Double, _ count: Int) -> String {
        let hundredths = Int(seconds / Double(count) * 1e8)
        return "\(hundredths / 100).\(hundredths % 100 < 10 ? "0" : "")\(hundredths % 100) µs"
    }

    @Test func appendCommitReplayRead() throws {
        let directory = try TemporaryDirectory()
        var fixture = Fixture(try PosixStorage(directory: directory.path), fenceDelay: .milliseconds(150))
        fixture.configuration.pendingLimit = 256 << 20
        fixture.configuration.segmentLimit = 1 << 30
        try fixture.create()
        let journal = try fixture.open()
        let count = 100_000
        let value = [UInt8](repeating: 3, count: 260)
        var entry = Fixture.entry("gateway-frontend-eu-central-1", operation: "certificate.issue")
        entry.detail = "profile mesh-workload"
        let appends = try processor {
            for number in 0..<count { _ = try journal.append(entry, [Mutation(Fixture.slot(UInt64(number)), value)]) }
        }
        print("append, 300-byte payload: \(micros(appends, count))")
        print("group of all \(count), written and synced: \(micros(try processor { try journal.flush() }, count))")
        let line = try journal.exportAudit(from: 1, limit: 1).lines[0]
        print("entry: \(line.count) bytes")
        let reads = try processor {
            for number in 0..<count { _ = try journal.read(Fixture.slot(UInt64(number * 7919 % count))) }
        }
        print("cold read (page cache): \(micros(reads, count))")
        journal.shutdown()
        var again: Journal?
        print("replay of \(count): \(micros(try processor { again = try fixture.open() }, count)) a record")
        let opened = try #require(again)
        print("export of \(count): \(micros(try processor { _ = try opened.exportAll(limit: 1000) }, count)) a record")
        print("compaction of \(count): \(micros(try processor { try opened.compact() }, count)) a slot")
        opened.shutdown()
        print("start from snapshot of \(count): \(micros(try processor { again = try fixture.open() }, count)) a slot")
    }

    @Test(arguments: [1, 4, 64])
    func groupCommit(callers: Int) throws {
        let directory = try TemporaryDirectory()
        let fixture = Fixture(try PosixStorage(directory: directory.path), fenceDelay: .milliseconds(150))
        try fixture.create()
        let journal = try fixture.open()
        let writer = Thread { journal.run() }
        let value = [UInt8](repeating: 3, count: 260)
        let each = callers == 1 ? 2_000 : 1_000
        let time = seconds {
            let threads = (0..<callers).map { caller in
                Thread {
                    for number in 0..<each {
                        let slot = Fixture.slot(UInt64(caller * each + number))
                        guard let record = try? journal.append(Fixture.entry(), [Mutation(slot, value)]) else { return }
                        try? journal.waitUntilDurable(record)
                    }
                }
            }
            for thread in threads { thread.join() }
        }
        journal.shutdown()
        writer.join()
        print("\(callers) callers waiting for the disk: \(Int(Double(callers * each) / time)) records/s")
    }
}
#endif
