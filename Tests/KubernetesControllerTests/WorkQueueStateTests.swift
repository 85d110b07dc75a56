import Testing

@testable import KubernetesController

@Suite("The state of a work queue")
struct WorkQueueStateTests {
    private let start = ContinuousClock.now

    @Test func aKeyWaitsOnce() {
        var queue = WorkQueueState<String>()
        for _ in 0..<3 { queue.add("a") }
        #expect(queue.count == 1)
        #expect(queue.take() == "a")
        #expect(queue.take() == nil)
    }

    @Test func aKeyHasOneWorker() {
        var queue = WorkQueueState<String>()
        queue.add("a")
        #expect(queue.take() == "a")
        queue.add("a")
        queue.add("a")
        #expect(queue.take() == nil)
        queue.finish("a")
        #expect(queue.take() == "a")
        queue.finish("a")
        #expect(queue.take() == nil)
        #expect(queue.count == 0)
    }

    @Test func delayedKeysComeInTheirOrderOnce() {
        var queue = WorkQueueState<String>()
        queue.add("late", at: start + .seconds(3))
        queue.add("soon", at: start + .seconds(2))
        queue.add("late", at: start + .seconds(1))
        queue.add("late", at: start + .seconds(9))
        #expect(queue.nextInstant == start + .seconds(1))
        queue.release(now: start + .milliseconds(500))
        #expect(queue.take() == nil)
        queue.release(now: start + .seconds(100))
        #expect([queue.take(), queue.take(), queue.take()] == ["late", "soon", nil])
        #expect(queue.delayedCount == 0)
    }

    @Test func groupsTakeTurns() {
        var queue = WorkQueueState<String> { String($0.prefix(1)) }
        for number in 0..<5000 { queue.add("a\(number)") }
        for group in "bcdefghijk" {
            for number in 0..<10 { queue.add("\(group)\(number)") }
        }
        var others = 0
        var ofTheFirst = 0
        while others < 100, let key = queue.take() {
            if key.hasPrefix("a") { ofTheFirst += 1 } else { others += 1 }
        }
        #expect(others == 100)
        #expect(ofTheFirst <= 10)
    }

    @Test func nothingIsLostOrDoubledByChance() {
        var queue = WorkQueueState<Int> { "\($0 % 7)" }
        var generator = SystemRandomNumberGenerator()
        var owed: Set<Int> = []
        var working: Set<Int> = []
        for _ in 0..<20_000 {
            switch Int.random(in: 0..<3, using: &generator) {
            case 0:
                let key = Int.random(in: 0..<50, using: &generator)
                queue.add(key)
                owed.insert(key)
            case 1:
                guard let key = queue.take() else { continue }
                #expect(owed.contains(key) && !working.contains(key))
                owed.remove(key)
                working.insert(key)
            default:
                guard let key = working.randomElement(using: &generator) else { continue }
                working.remove(key)
                queue.finish(key)
            }
            #expect(queue.count == owed.count)
        }
    }
}

@Suite("Retries of keys")
struct RateLimiterTests {
    @Test func waitsGrowToALimit() {
        let now = ContinuousClock.now
        var limiter = RateLimiter<String>(
            WorkQueueConfiguration(initialDelay: .seconds(1), maximumDelay: .seconds(10), burst: 1000))
        let waits = (0..<40).map { _ in limiter.delay(of: "a", now: now) }
        #expect(Array(waits.prefix(5)) == [.seconds(1), .seconds(2), .seconds(4), .seconds(8), .seconds(10)])
        #expect(waits.last == .seconds(10))
        #expect(limiter.failures(of: "a") == 40)
        limiter.forget("a")
        #expect(limiter.delay(of: "a", now: now) == .seconds(1))
    }

    @Test func allKeysShareARate() {
        let now = ContinuousClock.now
        var limiter = RateLimiter<Int>(
            WorkQueueConfiguration(initialDelay: .zero, retriesPerSecond: 10, burst: 5))
        let waits = (0..<15).map { limiter.delay(of: $0, now: now) }
        #expect(waits.prefix(5).allSatisfy { $0 == .zero })
        #expect(waits.last == .seconds(1))
        #expect(limiter.delay(of: 99, now: now + .seconds(60)) == .zero)
    }
}
