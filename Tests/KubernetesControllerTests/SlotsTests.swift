import KubernetesController
import Synchronization
import Testing

@Suite("Slots", .timeLimit(.minutes(1)))
struct SlotsTests {
    private struct Count {
        var now = 0
        var most = 0
    }

    @Test func soManyAtOnceAndAllInTheEnd() async {
        let slots = Slots(3)
        let count = Mutex(Count())
        let done = await withTaskGroup(of: Int.self) { group in
            for _ in 0..<200 {
                group.addTask {
                    await slots.run {
                        count.withLock { count in
                            count.now += 1
                            count.most = max(count.most, count.now)
                        }
                        await Task.yield()
                        count.withLock { $0.now -= 1 }
                        return 1
                    }
                }
            }
            return await group.reduce(0, +)
        }
        #expect(done == 200)
        #expect(count.withLock { $0.most } == 3)
    }

    @Test func aFailureGivesItsSlotBack() async {
        struct Failure: Error {}
        let slots = Slots(1)
        for _ in 0..<3 {
            await #expect(throws: Failure.self) { try await slots.run { throw Failure() } }
        }
        #expect(await slots.run { true })
    }
}
