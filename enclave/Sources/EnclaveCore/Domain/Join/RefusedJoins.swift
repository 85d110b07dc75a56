internal import EnclaveProtocol
internal import Journal

/// What a joiner refused before it had an audit to write it into: the newest few.
struct RefusedJoins {
    static let maximum = 16

    private(set) var entries: [AuditEntry] = []

    /// `time` is in milliseconds.
    mutating func note(_ refusal: Refusal, _ call: Call, at time: Int64) {
        let operation = EnclaveOperation(rawValue: call.header.operation)?.name ?? ""
        let event = AuditEvent(refused: operation, identity: call.identity, tenant: "default", because: refusal)
        if entries.count >= Self.maximum { entries.removeFirst() }
        entries.append(AuditEntry(event, time: time))
    }
}
