import KubernetesController
import Synchronization
import Testing

@Suite("Work queues", .timeLimit(.minutes(1)))
struct WorkQueueTests {
    @Test func givesDelayedKeysInTime() async {
        let queue = WorkQueue<String>()
        let start = ContinuousClock.now
        queue.add("later", after: .milliseconds(300))
        queue.add("sooner", after: .milliseconds(100))
        #expect(await queue.next() == "sooner")
        #expect(ContinuousClock.now - start >= .milliseconds(100))
        #expect(await queue.next() == "later")
        #expect(ContinuousClock.now - start >= .milliseconds(300))
    }

    @Test func endsThoseWhoWait() async {
        let queue = WorkQueue<String>()
        let cancelled = await withTaskGroup(of: String?.self) { group in
            group.addTask { await queue.next() }
            try? await Task.sleep(for: .milliseconds(50))
            group.cancelAll()
            return await group.next() ?? "x"
        }
        #expect(cancelled == nil)
        async let waiting = queue.next()
        queue.shutDown()
        #expect(await waiting == nil)
        queue.add("a")
        #expect(await queue.next() == nil)
    }

    @Test func aControllerWorksOnEachKeyAloneUntilItSucceeds() async throws {
        let queue = WorkQueue<Int>(configuration: WorkQueueConfiguration(initialDelay: .milliseconds(1), burst: 10_000))
        let record = Mutex((running: Set<Int>(), attempts: [Int: Int](), overlaps: 0))
        let controller = Controller(queue: queue, workers: 8) { key in
            let attempt = record.withLock { record in
                if !record.running.insert(key).inserted { record.overlaps += 1 }
                record.attempts[key, default: 0] += 1
                return record.attempts[key] ?? 0
            }
            await Task.yield()
            record.withLock { _ = $0.running.remove(key) }
            if key.isMultiple(of: 3), attempt < 3 { throw Failed() }
            return .done
        }
        await withDiscardingTaskGroup { group in
            group.addTask { await controller.run() }
            for key in 0..<300 { queue.add(key) }
            while record.withLock({
                $0.attempts.count < 300 || $0.attempts.contains { $0.key % 3 == 0 && $0.value < 3 }
            }) {
                try? await Task.sleep(for: .milliseconds(10))
            }
            queue.shutDown()
        }
        #expect(record.withLock { $0.overlaps } == 0)
        #expect(record.withLock { $0.attempts.allSatisfy { $0.value == ($0.key % 3 == 0 ? 3 : 1) } })
        #expect(queue.failures(of: 3) == 0)
    }

    private struct Failed: Error {}
}
