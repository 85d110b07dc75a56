internal import Synchronization

/// Remembers for a short time what upstream does not have, so that asking for it again costs nothing.
final class AbsentKeys: Sendable {
    private static let lifetime: Int64 = 60
    private static let limit = 10_000

    private let until = Mutex<[String: Int64]>([:])

    func insert(_ key: String, at now: Int64) {
        until.withLock { until in
            if until.count >= Self.limit { until = until.filter { $0.value > now } }
            if until.count < Self.limit { until[key] = now + Self.lifetime }
        }
    }

    func contains(_ key: String, at now: Int64) -> Bool {
        until.withLock { ($0[key] ?? 0) > now }
    }

    func remove(_ key: String) {
        until.withLock { $0[key] = nil }
    }
}
