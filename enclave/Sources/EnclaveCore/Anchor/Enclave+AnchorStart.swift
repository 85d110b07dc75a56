internal import EnclaveProtocol
internal import Journal
internal import KeyOperations
internal import Synchronization
internal import TPM2

extension Enclave {
    /// Holds the state against its anchor, before anybody is served. Where they do not belong together, or nobody can
    /// tell, the state stays locked until an administrator accepts it.
    func settleAnchor() {
        anchor.view.withLock { $0.found = journal.recordNumber }
        do throws(Refusal) {
            let record = try anchorRecord()
            guard record != nil || configuration.anchor != nil else { return }
            try anchor.work.withLock { work throws(Refusal) in try settle(&work, record) }
            anchor.stand(.holding)
        } catch {
            anchor.stand(.refused(Refusal(error.code, error.message, remedy: "\(error.remedy) \(acceptance)")))
            _ = try? recordAnchor("anchor-refused", outcome: error.code.name, detail: String(error.message.prefix(256)))
        }
    }

    private func settle(_ work: inout Anchor.Work, _ record: AnchorRecord?) throws(Refusal) {
        guard let source = configuration.anchor else {
            throw Refusal(
                .stateLocked, "anchor: the state is anchored in a TPM, and this start was given none",
                remedy: "Start with --anchor and that TPM.")
        }
        let counter = try Refusal.mapping { () throws(TPMError) in try source.open() }
        work.counter = counter
        guard let record else { return try makeAnchor(&work, counter, recordedAs: "anchor-make") }
        work.record = record
        anchor.view.withLock { $0.record = record }
        try compare(record, with: counter)
        // Whatever was copied before this start is older from here on.
        try raise(&work)
    }

    /// State and counter belong together; a count that a crash cut off is made up for.
    func compare(_ record: AnchorRecord, with counter: any AnchorCounter) throws(Refusal) {
        let found = try Refusal.mapping { () throws(TPMError) in try counter.value(of: record.index) }
        switch AnchorJudgement(recorded: record.value, found: found) {
        case .holds: return
        case .unfinished: try count(record, with: counter)
        case .olderState:
            throw Refusal(
                .anchorMismatch,
                "anchor: this is an older copy: it knows \(record.value), and the TPM counted to \(found)",
                remedy: "Put the newest state back and start again.")
        case .olderCounter:
            throw Refusal(
                .anchorMismatch, "anchor: the TPM counted to \(found), and the state knows \(record.value)",
                remedy: "The TPM was put back to an older state; find out by whom.")
        }
    }

    /// Makes a counter and records it; `operation` and `caller` are for the audit.
    func makeAnchor(
        _ work: inout Anchor.Work, _ counter: any AnchorCounter, recordedAs operation: String, by caller: Caller? = nil
    ) throws(Refusal) {
        let index = CounterIndex(
            handle: CounterIndex.handle(for: instanceID.low),
            secret: CounterIndex.makeSecret { RandomBytes.make($0) })
        let made = try Refusal.mapping { () throws(TPMError) in try counter.make(index) }
        let record = AnchorRecord(index: index, value: made.value, key: made.key)
        let number = try recordAnchor(
            operation, by: caller, detail: "counter \(made.value) of TPM \(Hex.encode(made.key.prefix(8)))",
            [Mutation(RecordKind.anchor.only, record.encoded)])
        work.record = record
        covered(number, record)
    }

    private func anchorRecord() throws(Refusal) -> AnchorRecord? {
        guard let bytes = try read(RecordKind.anchor.only) else { return nil }
        return try Refusal.record(AnchorRecord.self, bytes)
    }

    /// What an administrator can do, where nothing else is left.
    private var acceptance: String {
        let number = anchor.view.withLock { $0.found }
        return "If you know that record \(number) is the newest: `casemate anchor accept --record \(number)`."
    }
}
