internal import EnclaveProtocol

/// Uses of keys since the last flush: one entry a second for each (identity, key, operation, outcome).
///
/// Bounded, because a caller with many keys would otherwise fill secret memory: whoever finds it full makes entries of
/// it first.
struct UseCounters {
    /// What is counted together.
    struct Use: Hashable, Sendable {
        let identity: String
        let tenant: String
        let operation: EnclaveOperation
        let key: Identifier?
        let outcome: String

        /// Key and operation tell nearly all uses apart; hashing the texts too would cost more than it saves.
        func hash(into hasher: inout Hasher) {
            hasher.combine(key)
            hasher.combine(operation)
        }
    }

    /// Most uses counted apart.
    private static let limit = 128

    private var counts: [Use: UInt64] = [:]

    var isEmpty: Bool { counts.isEmpty }

    /// Counts one or more uses; false when it is full of others, and nothing was counted.
    mutating func add(_ use: Use, count: UInt64) -> Bool {
        guard counts.count < Self.limit || counts[use] != nil else { return false }
        counts[use, default: 0] += count
        return true
    }

    /// Takes in what was counted elsewhere, whatever the limit: nothing counted is ever dropped.
    mutating func merge(_ other: UseCounters) { counts.merge(other.counts) { $0 + $1 } }

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
