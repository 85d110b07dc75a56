package import Crypto

extension Journal {
    /// Whether a change of keys is not over: files are still under the previous one, and there is no room for a third.
    package var isChangingKeys: Bool { monitor.withLock { $0.keyChange != nil } }

    /// Appends a record as the first that counts under another key; everything after it is under that key too.
    ///
    /// The owner has put the key into the header before, beside the one it replaces. Blocks for the segment under it, and
    /// wakes the compaction that makes the previous key useless, which then tells `JournalEvents.keyChanged`. Nothing may
    /// stand between: a failure ends the journal, and the next start finds the header's change without its record.
    /// - Throws: `storage-busy` while another change is not over; then nothing has changed.
    package func rekey(
        to key: SymmetricKey, _ entry: AuditEntry, _ mutations: [Mutation]
    ) throws(JournalError) -> UInt64 {
        let payload = try MutationList.encode(mutations)
        guard !isChangingKeys else { throw Self.isChanging }
        do {
            try turn(to: JournalKeys(domainKey: key))
            let number = try monitor.withLock { (state) throws(JournalError) in
                let number = try state.append(entry, payload, mutations)
                state.keyChange?.record = number
                return number
            }
            for event in [Monitor<JournalState>.Event.work, .upkeep] { monitor.signal(event) }
            return number
        } catch {
            if error.code != .closed { fail(error) }
            throw error
        }
    }

    /// Goes back to the previous key: for a start that finds a change in the header whose record was never written.
    package func takeBackKey() throws(JournalError) {
        guard let previous = monitor.withLock({ $0.ring.previous }) else { return }
        try turn(to: previous)
        monitor.withLock { $0.keyChange?.record = 0 }
    }

    /// Waits, at most so long, until no file is under the previous key; compacts itself where nobody does.
    /// - Throws: `storage-busy` when the time is over.
    package func finishRekey(within time: Duration) throws(JournalError) {
        guard isChangingKeys else { return }
        try compact()
        let end = MonotonicTime.now() + time
        let failure = monitor.wait(for: .progress) { (state, deadline) -> JournalError?? in
            if let failure = state.failure { return .some(failure) }
            if state.keyChange == nil { return .some(nil) }
            deadline = end
            return MonotonicTime.now() < end ? nil : .some(Self.isChanging)
        }
        if let failure { throw failure }
    }

    /// Has the writer begin a segment under other keys.
    private func turn(to keys: JournalKeys) throws(JournalError) {
        let last = try monitor.withLock { (state) throws(JournalError) in
            if let failure = state.failure { throw failure }
            state.ring = KeyRing(newest: keys, previous: state.ring.newest)
            state.keyChange = JournalState.KeyChange()
            state.rotationAsked = true
            return state.seal.id
        }
        monitor.signal(.work)
        try settle { $0.seal.id != last && $0.files[$0.seal.id] != nil }
    }

    /// After a compaction: where no file is left under the previous key, the fence and the header let go of it too.
    func dropPreviousKey() throws(JournalError) {
        guard monitor.withLock({ $0.beginDrop() }) else { return }
        monitor.signal(.work)
        try settle { $0.keyChange?.renewsFence == false }
        try events.keyChanged()
        monitor.withLock { state in
            state.ring = KeyRing(newest: state.ring.newest)
            state.keyChange = nil
        }
        monitor.signal(.progress)
    }

    private static let isChanging = JournalError(
        .storageBusy, "The state is still being written anew under the newest domain key. Try again in a moment.")
}

extension JournalState {
    /// A change of keys that is not over.
    struct KeyChange {
        /// The record that tells of it: until that is durable, the previous key stays. Nil before it is written.
        var record: UInt64?
        /// The writer is asked to make the fence file anew, under the newest key alone.
        var renewsFence = false
    }

    /// Whether the previous key is needed by nothing but fence and header; then the writer is asked for a new fence.
    mutating func beginDrop() -> Bool {
        guard let record = keyChange?.record, record <= durable, seal.keys == ring.newest,
            files.values.allSatisfy({ $0.seal.keys == ring.newest })
        else { return false }
        keyChange?.renewsFence = true
        return true
    }
}
