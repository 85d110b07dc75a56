internal import DequeModule
internal import NIOCore
internal import NIOPosix
internal import Synchronization

/// The one thread that calls are served on: the API's connections and the enclave's are on its event loop, and so are the
/// tasks between them, as long as they are run with this as their preferred executor.
///
/// A call then goes from one socket to the other and back without waking another thread: on the executor that all tasks
/// share it costs four wake-ups, which take longer than everything else that is done for it.
final class CallThread: TaskExecutor {
    /// Where the connections are.
    let eventLoop: any EventLoop
    private let arrivals = Mutex(Arrivals())
    private let turn: NIOLoopBoundBox<Turn>

    /// Jobs that something else than a job of this thread made ready.
    private struct Arrivals {
        var jobs: Deque<UnownedJob> = []
        /// The event loop will run them.
        var isAwaited = false
    }

    /// What the thread does now.
    private struct Turn: Sendable {
        var isRunning = false
        /// Made ready by the job that runs.
        var fresh: [UnownedJob] = []
        /// Made ready by jobs before it; the latest job's first, so that a call that came earlier also ends earlier.
        var consequences: Deque<UnownedJob> = []

        mutating func keepFresh() {
            guard !fresh.isEmpty else { return }
            consequences.prepend(contentsOf: fresh)
            fresh.removeAll(keepingCapacity: true)
        }
    }

    /// So few that what a dozen calls wrote leaves while the next dozen is served.
    private static let jobsInTurn = 128

    private init(_ eventLoop: any EventLoop) {
        self.eventLoop = eventLoop
        turn = .makeBoxSendingValue(Turn(), eventLoop: eventLoop)
    }

    /// Starts a thread, runs `body` and ends it.
    static func run(_ body: (CallThread) async throws -> Void) async throws {
        let group = MultiThreadedEventLoopGroup(numberOfThreads: 1)
        let outcome: Result<Void, any Error>
        do {
            outcome = .success(try await body(CallThread(group.next())))
        } catch {
            outcome = .failure(error)
        }
        try await group.shutdownGracefully()
        try outcome.get()
    }

    func enqueue(_ job: consuming ExecutorJob) {
        let job = UnownedJob(job)
        if eventLoop.inEventLoop, turn.value.isRunning { return turn.value.fresh.append(job) }
        let isFirst = arrivals.withLock { arrivals in
            arrivals.jobs.append(job)
            defer { arrivals.isAwaited = true }
            return !arrivals.isAwaited
        }
        if isFirst { runSoon() }
    }

    private func runSoon() {
        eventLoop.execute { self.runTurn() }
    }

    private func runTurn() {
        turn.value.isRunning = true
        for _ in 0..<Self.jobsInTurn {
            guard let job = nextJob() else { break }
            job.runSynchronously(on: asUnownedTaskExecutor())
            turn.value.keepFresh()
        }
        turn.value.isRunning = false
        let isUnfinished = !turn.value.consequences.isEmpty
        let isAwaited = arrivals.withLock { arrivals in
            arrivals.isAwaited = isUnfinished || !arrivals.jobs.isEmpty
            return arrivals.isAwaited
        }
        if isAwaited { runSoon() }
    }

    private func nextJob() -> UnownedJob? {
        turn.value.consequences.popFirst() ?? arrivals.withLock { $0.jobs.popFirst() }
    }
}
