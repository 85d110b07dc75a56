internal import EnclaveProtocol
internal import Journal
internal import Synchronization

extension Enclave {
    /// About once a second: counted uses become entries, the clock is watched.
    func tick() {
        state.withLock { state in
            _ = now(&state)
            state.refusalEntries = 0
            for event in state.uses.drain() { _ = try? append(event, [], to: &state, priority: .reserved) }
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
