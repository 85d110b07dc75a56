/// How fast events are written: some at once, then so many a second.
public struct EventPace: Sendable {
    private let interval: Duration
    private let burst: Int
    /// When the next event would be due if each took its interval.
    private var due: ContinuousClock.Instant?

    /// At most `perSecond` events a second in the long run, and `burst` more at once.
    public init(perSecond: Int = 20, burst: Int = 25) {
        interval = .seconds(1) / max(1, perSecond)
        self.burst = max(1, burst)
    }

    /// Takes the next event's turn; gives how long to wait for it, nil when it is now.
    mutating func take(at now: ContinuousClock.Instant) -> Duration? {
        let turn = max(due ?? now, now)
        due = turn + interval
        let wait = turn - now - interval * (burst - 1)
        return wait > .zero ? wait : nil
    }
}
