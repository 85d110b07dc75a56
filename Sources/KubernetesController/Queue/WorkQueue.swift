internal import DequeModule
internal import NIOCore
internal import NIOPosix
internal import Synchronization

/// How a work queue spaces retries.
public struct WorkQueueConfiguration: Sendable {
    /// The wait after a key's first failure; it doubles with each further one.
    public var initialDelay: Duration
    /// The longest wait.
    public var maximumDelay: Duration
    /// How many retries a second there are in the long run, of all keys.
    public var retriesPerSecond: Int
    /// How many retries may come at once.
    public var burst: Int

    /// The defaults suit a controller of one cluster.
    public init(
        initialDelay: Duration = .milliseconds(20), maximumDelay: Duration = .seconds(300),
        retriesPerSecond: Int = 50, burst: Int = 200
    ) {
        self.initialDelay = initialDelay
        self.maximumDelay = maximumDelay
        self.retriesPerSecond = max(1, retriesPerSecond)
        self.burst = max(1, burst)
    }
}

/// Keys to work on, each at most once in the queue and with at most one worker.
///
/// Times are monotonic: a jump of the wall clock changes nothing.
public final class WorkQueue<Key: Hashable & Sendable>: Sendable {
    private struct State {
        var queue: WorkQueueState<Key>
        var limiter: RateLimiter<Key>
        var takers: Deque<(id: Int, continuation: CheckedContinuation<Key?, Never>)> = []
        var nextID = 0
        var timer: (instant: ContinuousClock.Instant, task: Scheduled<Void>)?
        var isShutDown = false
    }

    private let state: Mutex<State>
    private let eventLoop: any EventLoop = MultiThreadedEventLoopGroup.singleton.any()

    /// A queue; groups take turns, so that many keys of one do not hold up few of another.
    public init(
        configuration: WorkQueueConfiguration = WorkQueueConfiguration(),
        group: @escaping @Sendable (Key) -> String = { _ in "" }
    ) {
        state = Mutex(State(queue: WorkQueueState(group: group), limiter: RateLimiter(configuration)))
    }

    /// How many keys wait.
    public var count: Int { state.withLock { $0.queue.count } }

    /// How many keys come later, after a wait.
    public var delayedCount: Int { state.withLock { $0.queue.delayedCount } }

    /// How often work on a key failed since ``forget(_:)``.
    public func failures(of key: Key) -> Int { state.withLock { $0.limiter.failures(of: key) } }

    /// Adds a key, unless it waits already.
    public func add(_ key: Key) {
        change { $0.queue.add(key) }
    }

    /// Adds a key after a wait.
    public func add(_ key: Key, after wait: Duration) {
        change { $0.queue.add(key, at: .now + wait) }
    }

    /// Adds a key whose work failed, after a wait that grows with its failures.
    public func retry(_ key: Key, atLeast least: Duration = .zero) {
        change { state in
            let now = ContinuousClock.now
            let wait = max(least, state.limiter.delay(of: key, now: now))
            state.queue.add(key, at: now + wait * Double.random(in: 1...1.1))
        }
    }

    /// Work on a key succeeded: its failures count no more.
    public func forget(_ key: Key) {
        state.withLock { $0.limiter.forget(key) }
    }

    /// A key to work on; call ``finish(_:)`` when that is done. Nil when the queue was shut down or the task cancelled.
    public func next() async -> Key? {
        let id = state.withLock { state in
            state.nextID += 1
            return state.nextID
        }
        return await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                change { state in
                    guard !Task.isCancelled, !state.isShutDown else { return continuation.resume(returning: nil) }
                    state.takers.append((id, continuation))
                }
            }
        } onCancel: {
            cancel(id)
        }
    }

    /// The work on a key is done; if it was added meanwhile, it waits again.
    public func finish(_ key: Key) {
        change { $0.queue.finish(key) }
    }

    /// No key is given out any more; work in hand may be finished.
    public func shutDown() {
        let (takers, timer) = state.withLock { state in
            state.isShutDown = true
            defer { (state.takers, state.timer) = ([], nil) }
            return (state.takers, state.timer?.task)
        }
        timer?.cancel()
        for taker in takers { taker.continuation.resume(returning: nil) }
    }

    private func cancel(_ id: Int) {
        let taker = state.withLock { state in
            state.takers.firstIndex { $0.id == id }.map { state.takers.remove(at: $0) }
        }
        taker?.continuation.resume(returning: nil)
    }

    /// Changes the queue, gives keys to those who wait, and sets the timer for the next delayed key.
    private func change(_ body: (inout State) -> Void) {
        let work = state.withLock { state in
            body(&state)
            state.queue.release(now: .now)
            setTimer(&state)
            var work: [(CheckedContinuation<Key?, Never>, Key)] = []
            while !state.takers.isEmpty, let key = state.queue.take() {
                work.append((state.takers.removeFirst().continuation, key))
            }
            return work
        }
        for (continuation, key) in work { continuation.resume(returning: key) }
    }

    private func setTimer(_ state: inout State) {
        guard let instant = state.queue.nextInstant, !state.isShutDown else { return }
        if let timer = state.timer, timer.instant <= instant { return }
        state.timer?.task.cancel()
        let task = eventLoop.scheduleTask(in: TimeAmount(max(.zero, instant - .now))) { [weak self] in
            guard let self else { return }
            change { $0.timer = nil }
        }
        state.timer = (instant, task)
    }
}
