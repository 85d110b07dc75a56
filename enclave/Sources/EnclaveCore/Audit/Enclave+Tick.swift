internal import EnclaveProtocol
internal import Journal
internal import Synchronization

extension Enclave {
    /// About once a second: counted uses become entries, the clock is watched.
    func tick() {
        state.withLock { state in
            _ = now(&state)
            state.refusalEntries = 0
        }
        try? recordUses()
        // What waits for another member looks at the clock; not behind a TPM, which may take seconds.
        listeners.wake()
        moveAnchor()
    }

    /// Counts uses; a full table becomes entries first.
    func count(_ use: UseCounters.Use, _ count: UInt64 = 1, lane: Int) throws(Refusal) {
        while !uses.add(use, count: count, lane: lane) { try recordUses() }
    }

    /// Counted uses become entries; what the journal does not take stays counted.
    private func recordUses() throws(Refusal) {
        var counters = uses.take()
        guard !counters.isEmpty else { return }
        defer { if !counters.isEmpty { uses.restore(counters) } }
        try state.withLock { state throws(Refusal) in
            for (use, event) in counters.events {
                _ = try append(event, [], to: &state, priority: .reserved)
                counters.remove(use)
            }
        }
    }
}

extension AuditEntry {
    /// An event at its time, milliseconds since 1970.
    init(_ event: AuditEvent, time: Int64) {
        self.init(
            time: time, operation: event.operation, identity: event.identity, tenant: event.tenant,
            key: event.key?.description, name: event.name, outcome: event.outcome, count: event.count,
            certificate: event.certificate, detail: event.detail)
    }
}
