/// Calls in the minute that runs now.
struct MinuteCount: Sendable {
    private var began: ContinuousClock.Instant?
    private var count = 0

    /// Counts one; gives the minute's count with it.
    mutating func add(at now: ContinuousClock.Instant) -> Int {
        if began.map({ now - $0 >= .seconds(60) }) ?? true {
            began = now
            count = 0
        }
        count += 1
        return count
    }
}
