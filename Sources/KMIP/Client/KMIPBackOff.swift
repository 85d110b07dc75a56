/// When the next connection may be tried: pauses that double after each failure, and differ a little so that clients
/// of one server do not all come back at once.
struct KMIPBackOff: Sendable {
    private static let first = Duration.milliseconds(500)
    private static let longest = Duration.seconds(30)

    private var pause = Self.first
    private var next: ContinuousClock.Instant?

    /// Whether a connection may be tried now.
    func admits(at now: ContinuousClock.Instant) -> Bool { next.map { $0 <= now } ?? true }

    /// `spread` is 0 to 1, the same for each client and different between them.
    mutating func failed(at now: ContinuousClock.Instant, spread: Double = .random(in: 0...1)) {
        next = now + pause * (0.75 + spread / 2)
        pause = min(pause * 2, Self.longest)
    }

    mutating func succeeded() { self = Self() }
}
