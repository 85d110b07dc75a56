import KubernetesController
import Testing

@Suite("Slots", .timeLimit(.minutes(1)))
struct SlotsTests {
    private actor Count {
        private var now = 0
        private(set) var most = 0

        func begin() {
            now += 1
            most = max(most, now)
        }

        func end() { now -= 1 }
    }

    @Test func soManyAtOnceAndAllInTheEnd() async {
        let slots = Slots(3), count = Count()
        let done = await withTaskGroup(of: Int.self) { group in
            for _ in 0..<200 {
                group.addTask {
                    await slots.run {
                        await count.begin()
                        await Task.yield()
                        await count.end()
                        return 1
                    }
                }
            }
            return await group.reduce(0, +)
        }
        #expect(done == 200)
        #expect(await count.most == 3)
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
