internal import Journal
internal import Synchronization

/// Where the life of the state stands.
enum Phase: Sendable {
    case locked(LockedEnclave)
    case open(Enclave)
}

/// Whom the journal tells; set by the edge once it runs.
final class JournalListeners: Sendable {
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
