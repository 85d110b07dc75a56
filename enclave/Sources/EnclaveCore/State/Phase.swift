internal import Journal
internal import Synchronization

/// Where the life of the state stands.
enum Phase: Sendable {
    case locked(LockedEnclave)
    case open(Enclave)
}

/// Between core and journal: whom the journal tells, set by the edge once it runs, and the time its own entries carry.
final class JournalListeners: Sendable {
    /// The newest time the trusted clock gave, in milliseconds: the host's clock would hide a jump from the next start.
    let trustedTime = Atomic<Int64>(0)

    private struct Closures {
        var durable: @Sendable () -> Void = {}
        var failed: @Sendable (JournalError) -> Void = { _ in }
    }

    private let closures = Mutex(Closures())

    func onDurable(_ notify: @escaping @Sendable () -> Void) { closures.withLock { $0.durable = notify } }

    func onFailure(_ notify: @escaping @Sendable (JournalError) -> Void) { closures.withLock { $0.failed = notify } }

    var events: JournalEvents {
        JournalEvents(
            durable: { [self] _ in closures.withLock { $0.durable }() },
            failed: { [self] error in closures.withLock { $0.failed }(error) })
    }
}
