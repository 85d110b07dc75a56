internal import Kubernetes

/// Where an informer stands, and what a failure means for that.
struct Course: Sendable {
    /// The state to watch from; nil when a list is due.
    private(set) var position: String?
    /// Objects a page; nil for one list at once, after pages were too slow for the server's memory.
    private(set) var pageSize: Int?
    private var backoff: Backoff

    init(pageSize: Int, backoff: Backoff) {
        self.pageSize = pageSize
        self.backoff = backoff
    }

    mutating func listed(at position: String) {
        self.position = position
    }

    /// A watch told something.
    mutating func advance(to position: String?) {
        if let position, !position.isEmpty { self.position = position }
        backoff.reset()
    }

    /// What follows from a failure: how long to wait, and whether to list again.
    mutating func wait(after error: KubernetesError) -> Duration {
        if error.code == .expired {
            if position == nil { pageSize = nil }
            position = nil
        } else if error.saysStateIsUnknown {
            position = nil
        }
        return max(backoff.next(), min(error.retryAfter ?? .zero, .seconds(60)))
    }
}

extension KubernetesError {
    /// Whether the asked state is newer than all the server has (its storage was put back to an older one).
    fileprivate var saysStateIsUnknown: Bool {
        fieldCauses.contains { $0.reason == "ResourceVersionTooLarge" }
    }
}
