/// Whether calls that wait are being answered, judged at regular ticks.
struct CallProgress: Sendable {
    /// Calls without an answer.
    private(set) var waiting: Int
    private var answered: UInt64 = 0
    private var answeredAtLastTick: UInt64 = 0
    private var ticks = 0

    init(waiting: Int = 0) { self.waiting = waiting }

    mutating func began() { waiting += 1 }

    mutating func ended() {
        waiting -= 1
        answered += 1
    }

    /// Called at each tick: how many ticks in a row calls waited and none was answered.
    mutating func idleTicks() -> Int {
        let isStuck = waiting > 0 && answered == answeredAtLastTick
        ticks = isStuck ? ticks + 1 : 0
        answeredAtLastTick = answered
        return ticks
    }
}
