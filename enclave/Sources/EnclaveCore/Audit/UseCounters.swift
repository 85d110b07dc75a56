internal import EnclaveProtocol

/// Uses of keys since the last flush: one entry a second for each (identity, key, operation, outcome).
///
/// Bounded, because a caller with many keys would otherwise fill secret memory: whoever adds to a full one makes
/// entries of it first.
struct UseCounters {
    /// What is counted together.
    struct Use: Hashable, Sendable {
        let identity: String
        let tenant: String
        let operation: EnclaveOperation
        let key: Identifier?
        let outcome: String
    }

    /// Most uses counted apart.
    private static let limit = 128

    private var counts: [Use: UInt64] = [:]

    /// Whether a use has to wait for a flush.
    func isFull(for use: Use) -> Bool { counts.count >= Self.limit && counts[use] == nil }

    /// Counts one or more uses.
    mutating func add(_ use: Use, count: UInt64 = 1) { counts[use, default: 0] += count }

    /// What was counted, as audit events in a fixed order.
    var events: [(use: Use, event: AuditEvent)] {
        counts.sorted { Self.rank($0.key) < Self.rank($1.key) }.map { use, count in
            var event = AuditEvent(identity: use.identity, tenant: use.tenant, operation: use.operation.name)
            event.key = use.key
            event.outcome = use.outcome
            event.count = count
            return (use, event)
        }
    }

    /// Forgets a use that has its entry.
    mutating func remove(_ use: Use) { counts[use] = nil }

    private static func rank(_ use: Use) -> (String, UInt16, UInt64) {
        (use.identity, use.operation.rawValue, use.key?.high ?? 0)
    }
}
