package import EnclaveProtocol
internal import Synchronization

/// What the edge has done so far, summed over the workers.
package struct ServerStatistics: Sendable, Equatable {
    /// Connections open now.
    package var connections = 0
    /// Connections accepted since the start, those turned away included.
    package var accepted = 0
    /// Whole frames received.
    package var frames = 0
    /// Refusals the edge itself gave, for frames, connections or limits.
    package var refused = 0
    /// Sealed sessions open now.
    package var sessions = 0
    /// Connections ended because a deadline passed.
    package var expired = 0
}

/// The same figures of one worker; only the worker writes, anyone reads.
final class WorkerFigures: Sendable {
    let connections = Atomic<Int>(0)
    let accepted = Atomic<Int>(0)
    let frames = Atomic<Int>(0)
    let refused = Atomic<Int>(0)
    let expired = Atomic<Int>(0)

    /// Adds to a figure that no other thread writes: cheaper than an atomic addition.
    static func add(_ amount: Int, to figure: borrowing Atomic<Int>) {
        figure.store(figure.load(ordering: .relaxed) &+ amount, ordering: .relaxed)
    }
}

extension ServerStatistics {
    /// Facts for `status`.
    package var facts: [StatusFact] {
        [
            StatusFact("connections", String(connections)),
            StatusFact("connectionsAccepted", String(accepted)),
            StatusFact("sessions", String(sessions)),
            StatusFact("framesReceived", String(frames)),
            StatusFact("framesRefused", String(refused)),
        ]
    }
}
