/// How much of the disk a record may take.
package enum AppendPriority: Sendable {
    /// New work: refused with `storage-low` below the reserve of free space.
    case normal
    /// What must still be recorded then: refusals, removals, the journal's own entries.
    case reserved
}

extension Journal {
    /// Seals one record into the pending group and gives its number.
    ///
    /// Its slots are readable at once. The caller answers its client when `durableNumber` has reached the number.
    /// - Throws: `storage-failed`, `storage-low`, `storage-busy`, `too-large`, `closed`, `resource-exhausted`; then
    ///   nothing was recorded.
    package func append(
        _ entry: AuditEntry, _ mutations: [Mutation] = [], priority: AppendPriority = .normal
    ) throws(JournalError) -> UInt64 {
        let payload = try MutationList.encode(mutations)
        if priority == .normal { try checkSpace() }
        let (number, wake) = try monitor.withLock { (state) throws(JournalError) -> (UInt64, Bool) in
            let before = state.pending.count
            let number = try state.append(entry, payload, mutations)
            return (number, before == 0 || before < configuration.groupLimit && state.hasFullGroup)
        }
        if wake { monitor.signal(.work) }
        return number
    }

    /// The newest value of a slot, or nil when it has none.
    /// - Throws: `state-altered` naming file and record, or `storage-failed`.
    package func read(_ slot: RecordSlot) throws(JournalError) -> [UInt8]? {
        while true {
            guard let found = monitor.withLock({ $0.find(slot) }) else { return nil }
            let payload: [UInt8]
            switch found.place {
            case .memory(let seal, let frame):
                guard let plain = RecordParts(frame)?.open(seal, index: found.location.index) else {
                    throw .altered(seal.id.name, "a pending record does not open")
                }
                payload = plain
            case .file(let file): payload = try file.payload(found.location)
            }
            guard let value = MutationList.value(payload, at: found.location.mutation, of: slot) else {
                throw .altered(found.location.file.name, "the record does not hold the slot")
            }
            return value
        }
    }

    /// Calls `body` with every live slot of a kind, in no order, from a copy of the index made at the start.
    package func forEachLive(
        kind: UInt8? = nil, _ body: (RecordSlot, [UInt8]) throws(JournalError) -> Void
    ) throws(JournalError) {
        let index = try monitor.withLock { (state) throws(JournalError) in try state.index.copy() }
        for position in index.positions {
            guard let (slot, _) = index.entry(position), slot.kind != RecordSlot.archiveKind,
                kind == nil || slot.kind == kind, let value = try read(slot)
            else { continue }
            try body(slot, value)
        }
    }

    /// Has what is pending written now: somebody waits for it and will add nothing more meanwhile.
    package func commit() {
        let wake = monitor.withLock { state in
            guard state.pending.count > 0, !state.commitAsked else { return false }
            state.commitAsked = true
            return true
        }
        if wake { monitor.signal(.work) }
    }

    /// Blocks until the record is durable.
    /// - Throws: the failure that keeps it from becoming so.
    package func waitUntilDurable(_ number: UInt64) throws(JournalError) {
        commit()
        if !monitor.withLock({ $0.hasWriter }) { drain() }
        let failure = monitor.wait(for: .progress) { (state, _) -> JournalError?? in
            if state.durable >= number { return .some(nil) }
            return state.failure.map { .some($0) }
        }
        if let failure { throw failure }
    }

    /// Refuses new work below the reserve. Cheap while there is space: looks at the disk again only after the writer found
    /// it low.
    /// - Throws: `storage-low`.
    package func checkSpace() throws(JournalError) {
        guard monitor.withLock({ $0.isLow }) else { return }
        let low = try isLow()
        monitor.withLock { $0.isLow = low }
        if low { throw Self.isBelowReserve }
    }

    /// Refuses a state to come where there is less than the reserve.
    /// - Throws: `storage-low`.
    package static func checkSpace(of storage: any Storage, reserve: UInt64?) throws(JournalError) {
        if try isLow(storage, reserve: reserve) { throw isBelowReserve }
    }

    func isLow() throws(JournalError) -> Bool { try Self.isLow(storage, reserve: configuration.reserve) }

    private static func isLow(_ storage: any Storage, reserve: UInt64?) throws(JournalError) -> Bool {
        do {
            let (free, total) = try storage.space()
            return free < reserve ?? min(64 << 20, total / 100)
        } catch { throw .storage(error) }
    }

    private static let isBelowReserve = JournalError(
        .storageLow, "Free space is below the reserve. Free some space on the state directory's file system.")
}
