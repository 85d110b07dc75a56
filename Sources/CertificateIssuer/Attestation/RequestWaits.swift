internal import Synchronization

/// Since when requests wait for something that is not theirs to bring.
final class RequestWaits: Sendable {
    /// Most requests remembered; one beyond it begins to wait anew each time.
    private static let limit = 10_000

    private let begun = Mutex<[String: ContinuousClock.Instant]>([:])

    /// How long a request waits; from now, if it did not yet.
    func time(of uid: String) -> Duration {
        let now = ContinuousClock.now
        return begun.withLock { begun in
            if let since = begun[uid] { return now - since }
            if begun.count < Self.limit { begun[uid] = now }
            return .zero
        }
    }

    func end(_ uid: String) {
        begun.withLock { $0[uid] = nil }
    }
}
