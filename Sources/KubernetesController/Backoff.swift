/// Waiting times that double from `initial` to `maximum`, each with up to a fifth more by chance.
public struct Backoff: Sendable {
    private let initial: Duration
    private let maximum: Duration
    private var current: Duration

    /// Times from `initial` to `maximum`.
    public init(initial: Duration, maximum: Duration) {
        self.initial = initial
        self.maximum = maximum
        current = initial
    }

    /// The next time to wait.
    public mutating func next() -> Duration {
        defer { current = min(current * 2, maximum) }
        return current * Double.random(in: 1...1.2)
    }

    /// Begins again.
    public mutating func reset() {
        current = initial
    }
}
