internal import Synchronization

/// The counted uses, kept apart by lane so that the threads which sign do not wait for each other to count.
final class UseLedger: Sendable {
    /// One lane's counters; a class, because a lock has no copies to put into an array.
    private final class Lane: Sendable {
        let counters = Mutex(UseCounters())
    }

    private let lanes = (0..<8).map { _ in Lane() }

    /// Counts in the caller's lane; false when that is full, and nothing was counted.
    func add(_ use: UseCounters.Use, count: UInt64, lane: Int) -> Bool {
        lanes[lane % lanes.count].counters.withLock { $0.add(use, count: count) }
    }

    /// Takes what all lanes have counted, added up.
    func take() -> UseCounters {
        var taken = UseCounters()
        for lane in lanes {
            taken.merge(
                lane.counters.withLock { counters in
                    defer { if !counters.isEmpty { counters = UseCounters() } }
                    return counters
                })
        }
        return taken
    }

    /// Puts back what could not be made entries of.
    func restore(_ counters: UseCounters) { lanes[0].counters.withLock { $0.merge(counters) } }
}
