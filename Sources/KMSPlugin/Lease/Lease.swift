/// How long keys may be used without a word from their source.
///
/// What it knows is the host's: a lease bounds an outage, and tells an operator in time; it does not bind a host that
/// is turned against its owner.
struct Lease: Sendable, Equatable {
    /// A confirmation that claims to come from the future by more than this was not made here.
    private static let tolerance = Duration.seconds(300)

    let length: Duration
    private var confirmed: ContinuousClock.Instant?

    /// A lease that nothing has confirmed.
    init(length: Duration) { self.length = length }

    /// Takes up a confirmation of an earlier process, which only the wall clock connects with this one.
    mutating func resume(confirmedAt wall: Int64, now: Int64, at instant: ContinuousClock.Instant) {
        let age = Duration.seconds(now - wall)
        guard age >= .zero - Self.tolerance else { return }
        confirmed = instant - max(age, .zero)
    }

    /// The source named the keys.
    mutating func confirm(at instant: ContinuousClock.Instant) { confirmed = instant }

    /// What is left of it; nothing when it was never confirmed.
    func remaining(at instant: ContinuousClock.Instant) -> Duration {
        guard let confirmed else { return .zero }
        return max(confirmed + length - instant, .zero)
    }
}
