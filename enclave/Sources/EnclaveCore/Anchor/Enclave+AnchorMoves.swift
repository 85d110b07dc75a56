internal import EnclaveProtocol
internal import Journal
internal import Synchronization
internal import TPM2

extension Enclave {
    /// Once a second: raises the counter where somebody waits for it, or enough time passed since with something done.
    func moveAnchor() {
        let now = reading.monotonic
        let newest = anchor.newest.load(ordering: .acquiring)
        let isDue = anchor.view.withLock { view in
            switch view.standing {
            case .none, .refused: false
            case .failing: now - view.tried >= Self.retryInterval
            case .holding:
                view.wanted > view.covered
                    || newest > view.covered && now - view.tried >= configuration.anchorInterval * 1000
            }
        }
        if isDue { tryRaising() }
    }

    /// At a clean stop: no copy made before it is accepted again.
    func stopAnchor() {
        let newest = anchor.newest.load(ordering: .acquiring)
        guard anchor.view.withLock({ $0.standing == .holding && newest > $0.covered }) else { return }
        tryRaising()
    }

    private static let retryInterval: Int64 = 60_000

    private func tryRaising() {
        do throws(Refusal) {
            try anchor.work.withLock { work throws(Refusal) in
                if anchor.standing != .holding { try resume(&work) }
                try raise(&work)
            }
            anchor.stand(.holding)
        } catch {
            anchor.view.withLock { $0.tried = reading.monotonic }
            anchor.stand(error.code == .anchorMismatch ? .refused(error) : .failing(error.message))
        }
        listeners.wake()
    }

    /// After a failure: the last value recorded may or may not have been counted.
    private func resume(_ work: inout Anchor.Work) throws(Refusal) {
        guard let counter = work.counter, let record = work.record else { return }
        try compare(record, with: counter)
    }

    /// The record first, and durable; then the count.
    func raise(_ work: inout Anchor.Work) throws(Refusal) {
        guard let counter = work.counter, var record = work.record else { return }
        record.value += 1
        let number = try recordAnchor(
            "anchor", detail: "counter \(record.value)", [Mutation(RecordKind.anchor.only, record.encoded)])
        work.record = record
        try count(record, with: counter)
        covered(number, record)
    }

    /// Counts up to what is recorded.
    func count(_ record: AnchorRecord, with counter: any AnchorCounter) throws(Refusal) {
        let value = try Refusal.mapping { () throws(TPMError) in try counter.increment(record.index) }
        guard value == record.value else {
            throw Refusal(
                .anchorMismatch, "anchor: the TPM counted to \(value) instead of \(record.value)",
                remedy: "Another enclave runs on a copy of this state; find and stop it.")
        }
    }

    func covered(_ number: UInt64, _ record: AnchorRecord) {
        anchor.view.withLock { view in
            view.record = record
            view.covered = number
            view.tried = reading.monotonic
        }
    }

    /// Writes an entry of the anchor's own and waits until it is on the disk.
    @discardableResult
    func recordAnchor(
        _ operation: String, by caller: Caller? = nil, outcome: String = "ok", detail: String,
        _ mutations: [Mutation] = []
    ) throws(Refusal) -> UInt64 {
        let number = try state.withLock { state throws(Refusal) in
            let time = now(&state)
            var entry = AuditEntry(time: time, operation: operation, outcome: outcome, detail: detail)
            if let caller { entry = AuditEntry(AuditEvent(caller, detail: detail), time: time) }
            return try Refusal.mapping { () throws(JournalError) in
                try journal.append(entry, mutations, priority: .reserved)
            }
        }
        try Refusal.mapping { () throws(JournalError) in try journal.waitUntilDurable(number) }
        return number
    }
}
