internal import EnclaveCore
internal import EnclaveProtocol

/// The thread of each kind of long work.
struct SlowThreads: Sendable {
    private let computation: SlowThread
    private let evidence: SlowThread

    /// `limit` is that of each queue.
    init(limit: Int) throws(ServerError) {
        computation = try SlowThread(limit: limit)
        evidence = try SlowThread(limit: limit)
    }

    subscript(kind: LongWork) -> SlowThread {
        switch kind {
        case .computation: computation
        case .evidence: evidence
        }
    }

    /// Ends each after the job it is at.
    func stop(_ refusal: Refusal) {
        for kind in LongWork.allCases { self[kind].stop(refusal) }
    }
}
