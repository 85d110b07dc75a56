internal import EnclaveProtocol

/// Uses of keys since the last flush: one entry a second for each (identity, key, operation, outcome).
struct UseCounters {
    /// What is counted together.
    struct Use: Hashable, Sendable {
        let identity: String
        let tenant: String
        let operation: EnclaveOperation
        let key: Identifier?
        let outcome: String
    }

    private var counts: [Use: UInt64] = [:]

    /// Counts one or more uses.
    mutating func add(_ use: Use, count: UInt64 = 1) { counts[use, default: 0] += count }

    /// The counts since the last call, as audit events in a fixed order.
    mutating func drain() -> [AuditEvent] {
        defer { counts.removeAll(keepingCapacity: true) }
        return counts.sorted { Self.rank($0.key) < Self.rank($1.key) }.map { use, count in
            var event = AuditEvent(identity: use.identity, tenant: use.tenant, operation: use.operation.name)
            event.key = use.key
            event.outcome = use.outcome
            event.count = count
            return event
        }
    }

    private static func rank(_ use: Use) -> (String, UInt16, UInt64) {
        (use.identity, use.operation.rawValue, use.key?.high ?? 0)
    }
}
