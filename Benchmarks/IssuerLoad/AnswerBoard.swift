internal import Kubernetes
internal import Synchronization

/// Sees which requests have their certificates, and when they came.
final class AnswerBoard: Sendable {
    private struct State {
        var answered: [String: ContinuousClock.Instant] = [:]
        var waiting: [String: CheckedContinuation<Void, Never>] = [:]
    }

    private let prefix: String
    private let state = Mutex(State())

    init(prefix: String) { self.prefix = prefix }

    /// Reads what there is and returns; `follow` goes on from there.
    func begin<Request: LoadRequest>(_ requests: ResourceClient<Request>) async throws -> WatchStream<Request> {
        var options = ListOptions(limit: 500)
        var position: String?
        repeat {
            let page = try await requests.list(options)
            position = page.metadata.resourceVersion
            for request in page.items { note(request) }
            options.page = page.nextPage
        } while options.page != nil
        return try await requests.watch(since: position)
    }

    func follow<Request: LoadRequest>(_ stream: WatchStream<Request>) async throws {
        for try await event in stream {
            if case .modified(let request) = event { note(request) }
        }
    }

    /// Returns when that request has its certificate.
    func wait(for name: String) async {
        await withCheckedContinuation { continuation in
            let isThere = state.withLock { state in
                if state.answered[name] != nil { return true }
                state.waiting[name] = continuation
                return false
            }
            if isThere { continuation.resume() }
        }
    }

    private func note(_ request: some LoadRequest) {
        guard let name = request.metadata.name, name.hasPrefix(prefix), request.isAnswered else { return }
        let waiting = state.withLock { state in
            if state.answered[name] == nil { state.answered[name] = .now }
            return state.waiting.removeValue(forKey: name)
        }
        waiting?.resume()
    }
}

extension AnswerBoard {
    /// Runs `body` while the answers of `requests` are seen.
    static func watching<Request: LoadRequest, Value: Sendable>(
        _ requests: ResourceClient<Request>, prefix: String,
        _ body: @escaping @Sendable (AnswerBoard) async throws -> Value
    ) async throws -> Value {
        let board = AnswerBoard(prefix: prefix)
        let stream = try await board.begin(requests)
        return try await withThrowingTaskGroup(of: Value?.self) { group in
            group.addTask {
                try await board.follow(stream)
                return nil
            }
            group.addTask { try await body(board) }
            defer { group.cancelAll() }
            while let value = try await group.next() {
                if let value { return value }
            }
            throw KubernetesError(.connectionLost, "The server ended the watch before all was answered.")
        }
    }
}
