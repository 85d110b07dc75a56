internal import Kubernetes

/// What a reconciler says about a key it worked on.
public enum Reconciliation: Sendable, Equatable {
    /// Nothing is left to do until something changes.
    case done
    /// Look again after that time.
    case again(after: Duration)
    /// Look again soon, later with each time.
    case retry
}

/// Works on the keys of a queue: some at once, each by one worker, again after failures.
public struct Controller<Key: Hashable & Sendable>: Sendable {
    /// Brings the world to what the object of a key asks for; throws to be called again.
    public typealias Reconcile = @Sendable (Key) async throws -> Reconciliation

    /// A failure of a key, and which in a row it is.
    public struct Failure: Sendable {
        public let key: Key
        public let error: any Error
        public let attempt: Int
    }

    private let queue: WorkQueue<Key>
    private let workers: Int
    private let onFailure: @Sendable (Failure) -> Void
    private let reconcile: Reconcile

    /// A controller of `workers` workers.
    public init(
        queue: WorkQueue<Key>, workers: Int = 4, onFailure: @escaping @Sendable (Failure) -> Void = { _ in },
        reconcile: @escaping Reconcile
    ) {
        self.queue = queue
        self.workers = max(1, workers)
        self.onFailure = onFailure
        self.reconcile = reconcile
    }

    /// Works until the task is cancelled, or until the queue is shut down and the work in hand is finished.
    public func run() async {
        await withDiscardingTaskGroup { group in
            for _ in 0..<workers {
                group.addTask { await work() }
            }
        }
    }

    private func work() async {
        while let key = await queue.next() {
            await work(on: key)
            queue.finish(key)
        }
    }

    private func work(on key: Key) async {
        do {
            switch try await reconcile(key) {
            case .done: queue.forget(key)
            case .again(let wait):
                queue.forget(key)
                queue.add(key, after: wait)
            case .retry: queue.retry(key)
            }
        } catch is CancellationError {
            queue.add(key)
        } catch {
            queue.retry(key, atLeast: min((error as? KubernetesError)?.retryAfter ?? .zero, .seconds(60)))
            onFailure(Failure(key: key, error: error, attempt: queue.failures(of: key)))
        }
    }
}
