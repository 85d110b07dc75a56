private import CEnclaveSystem
internal import EnclaveCore
internal import EnclaveProtocol
internal import Synchronization

/// A long job and where its outcome goes.
struct SlowJob: Sendable {
    let key: RequestKey
    let operation: UInt16
    let worker: WorkerLink
    let work: @Sendable () -> Outcome

    func finish(_ outcome: Outcome) { worker.post(.finished(key, operation: operation, outcome)) }
}

/// One thread of low priority for work that takes long, behind a bounded queue.
final class SlowThread: Sendable {
    /// Low enough that a core busy with it is given up to any worker that wakes.
    private static let niceness: Int32 = 19

    private struct Queue: Sendable {
        var jobs: [SlowJob] = []
        var isStopped = false
    }

    private let limit: Int
    private let queue = Mutex(Queue())
    private let wakeup: Wakeup

    init(limit: Int) throws(ServerError) {
        self.limit = limit
        wakeup = try Wakeup(isBlocking: true)
    }

    /// Queues a job; false when the queue is full or stopped.
    func submit(_ job: SlowJob) -> Bool {
        let isTaken = queue.withLock { queue in
            guard !queue.isStopped, queue.jobs.count < limit else { return false }
            queue.jobs.append(job)
            return true
        }
        if isTaken { wakeup.signal() }
        return isTaken
    }

    /// Ends the thread after the job it is at; jobs that have not begun are refused.
    func stop(_ refusal: Refusal) {
        let jobs = queue.withLock { queue in
            defer { queue = Queue(jobs: [], isStopped: true) }
            return queue.jobs
        }
        for job in jobs { job.finish(.done(.refusal(refusal), after: 0)) }
        wakeup.signal()
    }

    /// The thread's body.
    func run() {
        _ = casemate_thread_yield_priority(Self.niceness)
        while true {
            wakeup.take()
            while let job = queue.withLock({ $0.jobs.isEmpty ? nil : $0.jobs.removeFirst() }) { Self.carryOut(job) }
            if queue.withLock(\.isStopped) { return }
        }
    }

    private static func carryOut(_ job: SlowJob) {
        var outcome = job.work()
        while case .later(_, let more) = outcome { outcome = more() }
        job.finish(outcome)
    }
}
