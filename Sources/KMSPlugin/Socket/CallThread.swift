internal import NIOCore
internal import NIOPosix
internal import Synchronization

/// The one thread that calls are served on: the API's connections and the enclave's are on its event loop, and so are the
/// tasks between them, as long as they are run with this as their preferred executor.
///
/// A call then goes from one socket to the other and back without waking another thread: on the executor that is shared by
/// all tasks it costs four wake-ups, which take longer than everything else that is done for it.
final class CallThread: TaskExecutor {
    /// Where the connections are.
    let eventLoop: any EventLoop
    private let waiting = Mutex<[UnownedJob]>([])

    private init(_ eventLoop: any EventLoop) { self.eventLoop = eventLoop }

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
        let isFirst = waiting.withLock { waiting in
            waiting.append(job)
            return waiting.count == 1
        }
        if isFirst { eventLoop.execute { self.runJobs() } }
    }

    /// What the event loop does for all jobs that came since it was last told, in the order they came.
    private func runJobs() {
        let jobs = waiting.withLock { waiting in
            defer { waiting = [] }
            return waiting
        }
        for job in jobs { job.runSynchronously(on: asUnownedTaskExecutor()) }
    }
}
