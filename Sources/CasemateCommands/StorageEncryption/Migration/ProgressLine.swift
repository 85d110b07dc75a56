internal import Synchronization

/// Says on stderr how far a migration is, every few seconds.
final class ProgressLine: Sendable {
    private let subject: String
    private let last = Mutex(ContinuousClock.now)

    private static let interval = Duration.seconds(2)

    init(subject: String) { self.subject = subject }

    /// Takes in where it stands.
    func update(_ tally: MigrationTally) {
        let isDue = last.withLock { last in
            guard ContinuousClock.now - last >= Self.interval else { return false }
            last = .now
            return true
        }
        guard isDue else { return }
        Console.err("\(subject): \(tally.done) of \(tally.objects), \(tally.rewritten) rewritten")
    }
}
