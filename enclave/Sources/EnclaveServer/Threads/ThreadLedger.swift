internal import EnclaveProtocol
internal import Synchronization

/// What the threads report to the main thread, which waits on its wake-up.
final class ThreadLedger: Sendable {
    /// The reports so far.
    struct Entries: Sendable {
        var ready = 0
        var ended = 0
        var startError: ServerError?
        var isDrainRequested = false
        var isShutDown = false
        var isJournalEnded = false
        var failure: Refusal?
    }

    let wakeup: Wakeup
    private let entries = Mutex(Entries())

    init() throws(ServerError) { wakeup = try Wakeup(isBlocking: false) }

    /// A copy of the reports.
    var current: Entries { entries.withLock(\.self) }

    /// Adds a report and wakes the main thread.
    func report(_ change: (inout sending Entries) -> Void) {
        entries.withLock { change(&$0) }
        wakeup.signal()
    }
}
