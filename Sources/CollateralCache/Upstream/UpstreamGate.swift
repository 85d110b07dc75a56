/// Decides when one upstream may be asked: its pace, and how long it is left alone after failures.
struct UpstreamGate: Sendable {
    /// What a request may do.
    enum Admission: Equatable {
        /// Ask after so many seconds; the turn is taken.
        case proceed(after: Double)
        /// Do not ask; the gate opens in so many seconds.
        case refused(retryAfter: Double)
    }

    /// At least so many seconds between two requests.
    let interval: Double
    /// Who would wait longer than this for a turn is refused.
    let patience: Double
    private var nextTurn = -Double.infinity
    private var closedUntil = -Double.infinity
    private var failures = 0

    private static let firstPause = 1.0
    private static let longestPause = 60.0
    private static let longestRetryAfter = 3600.0

    /// Open.
    init(interval: Double = 0, patience: Double = 25) {
        self.interval = interval
        self.patience = patience
    }

    /// Takes a turn. Times are seconds of a clock that never goes back.
    mutating func admit(at now: Double) -> Admission {
        guard now >= closedUntil else { return .refused(retryAfter: closedUntil - now) }
        let turn = max(now, nextTurn)
        guard turn - now <= patience else { return .refused(retryAfter: turn - now) }
        if interval > 0 { nextTurn = turn + interval }
        return .proceed(after: turn - now)
    }

    /// It answered.
    mutating func succeeded() {
        failures = 0
    }

    /// It did not answer, or asked to be left alone for a time. Requests that fail together count as one failure.
    mutating func failed(at now: Double, retryAfter: Double? = nil) {
        var pause = 0.0
        if now >= closedUntil {
            pause = min(Self.longestPause, Self.firstPause * Double(1 << min(failures, 6)))
            failures += 1
        }
        closedUntil = max(closedUntil, now + min(Self.longestRetryAfter, max(pause, retryAfter ?? 0)))
    }
}
