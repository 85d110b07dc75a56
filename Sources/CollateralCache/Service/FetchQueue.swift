internal import ServiceLifecycle
internal import Synchronization

/// Runs each fetch once, however many wait for it.
///
/// A fetch belongs to the queue's own `run()`, not to the caller who came first: when that one goes away, the others
/// still get their answer. After shutdown began, what runs is finished and nothing new is begun.
final class FetchQueue<Value: Sendable>: Service {
    /// What a fetch came to.
    typealias Outcome = Result<Value, CacheRefusal>
    private typealias Job = @Sendable () async -> Void

    private struct State {
        var waiting: [String: [CheckedContinuation<Outcome, Never>]] = [:]
        var isOpen = true
    }

    private let state = Mutex(State())
    private let jobs: AsyncStream<Job>
    private let more: AsyncStream<Job>.Continuation

    /// An empty queue; nothing is fetched before `run()`.
    init() {
        (jobs, more) = AsyncStream.makeStream()
    }

    /// The outcome of the fetch of this key: of the one under way, or of a new one.
    func outcome(_ key: String, fetch: @escaping @Sendable () async -> Outcome) async -> Outcome {
        await withCheckedContinuation { continuation in
            let isOpen = state.withLock { state in
                guard state.isOpen else { return false }
                let isFirst = state.waiting[key] == nil
                state.waiting[key, default: []].append(continuation)
                if isFirst { more.yield { await self.finish(key, with: fetch()) } }
                return true
            }
            if !isOpen { continuation.resume(returning: Self.closing) }
        }
    }

    func run() async throws {
        await withGracefulShutdownHandler {
            await withDiscardingTaskGroup { group in
                for await job in jobs { group.addTask { await job() } }
            }
        } onGracefulShutdown: {
            self.close()
        }
        close()
        abandon()
    }

    // Only a cancelled queue leaves jobs that never ran.
    private func abandon() {
        let left = state.withLock { state in
            defer { state.waiting = [:] }
            return state.waiting.values.joined()
        }
        for continuation in left { continuation.resume(returning: Self.closing) }
    }

    private static var closing: Outcome {
        .failure(CacheRefusal(.unavailable, "The service is shutting down."))
    }

    private func close() {
        state.withLock { $0.isOpen = false }
        more.finish()
    }

    private func finish(_ key: String, with outcome: Outcome) {
        let waiting = state.withLock { $0.waiting.removeValue(forKey: key) ?? [] }
        for continuation in waiting { continuation.resume(returning: outcome) }
    }
}
