internal import EnclaveCore
internal import EnclaveProtocol
internal import Synchronization

/// What other threads tell a worker.
enum WorkerMail: Sendable {
    /// Begin to accept.
    case open
    /// A connection another worker accepted; it is this worker's now.
    case connection(Int32, listener: Int)
    /// A slow thread finished a job.
    case finished(RequestKey, operation: UInt16, Outcome)
    /// Take no new work, answer what is due, then end.
    case drain(Refusal)
    /// Answer everything that waits with this, then end.
    case stop(Refusal)
}

/// The part of a worker other threads may touch.
final class WorkerLink: Sendable {
    let wakeup: Wakeup
    let figures = WorkerFigures()
    /// Connections the worker has or is about to get.
    let load = Atomic<Int>(0)
    private let mail = Mutex<[WorkerMail]>([])
    /// The record number the sleeping worker waits for.
    private let awaited = Atomic<UInt64>(.max)

    init() throws(ServerError) { wakeup = try Wakeup(isBlocking: false) }

    /// Leaves a message and wakes the worker.
    func post(_ message: WorkerMail) {
        mail.withLock { $0.append(message) }
        wakeup.signal()
    }

    /// Takes all messages.
    func takeMail() -> [WorkerMail] {
        wakeup.take()
        return mail.withLock { messages in
            defer { messages.removeAll() }
            return messages
        }
    }

    /// Announces what the worker is about to sleep for; it must look at the durable number once more afterwards.
    func sleep(until number: UInt64) {
        awaited.store(number, ordering: .sequentiallyConsistent)
        atomicMemoryFence(ordering: .sequentiallyConsistent)
    }

    /// The worker is awake and needs no wake-up for records.
    func awake() { awaited.store(.max, ordering: .relaxed) }

    /// Wakes the worker once if it sleeps for a record up to `durable`.
    func durableRose(to durable: UInt64) {
        atomicMemoryFence(ordering: .sequentiallyConsistent)
        guard awaited.load(ordering: .sequentiallyConsistent) <= durable else { return }
        if awaited.exchange(.max, ordering: .sequentiallyConsistent) <= durable { wakeup.signal() }
    }
}
