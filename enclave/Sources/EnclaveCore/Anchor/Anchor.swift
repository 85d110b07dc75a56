internal import EnclaveProtocol
internal import Synchronization

/// The counter that this enclave's state is held against, as it stands.
final class Anchor: Sendable {
    /// Held while the counter is asked, which can take seconds.
    struct Work {
        /// Nil when it could not be opened: a sealed process never opens it again.
        var counter: (any AnchorCounter)?
        var record: AnchorRecord?
    }

    /// What others look at meanwhile.
    struct View {
        var standing = AnchorStanding.none
        /// As recorded last.
        var record: AnchorRecord?
        /// Records up to this number cannot be taken back unseen.
        var covered: UInt64 = 0
        /// Somebody waits for this record to be covered.
        var wanted: UInt64 = 0
        /// When the counter was raised, or was tried to be; milliseconds of the monotonic clock.
        var tried: Int64 = 0
        /// The newest record that this start found.
        var found: UInt64 = 0
    }

    let work = Mutex(Work())
    let view = Mutex(View())
    /// Number of the newest record that a request left.
    let newest = Atomic<UInt64>(0)
    /// Set while nothing may be done with the state; looked at for each request.
    private let isClosed = Atomic(false)

    /// Why, while nothing may be done with the state.
    var refusal: Refusal? {
        guard isClosed.load(ordering: .acquiring), case .refused(let refusal) = standing else { return nil }
        return refusal
    }

    var standing: AnchorStanding { view.withLock { $0.standing } }

    /// Sets the standing, and with it whether anything may be done.
    func stand(_ standing: AnchorStanding) {
        view.withLock { $0.standing = standing }
        let isRefused = if case .refused = standing { true } else { false }
        isClosed.store(isRefused, ordering: .releasing)
    }

    /// Takes note that a request left a record.
    func note(_ number: UInt64) { newest.store(number, ordering: .releasing) }
}
