extension Journal {
    /// Compacts whenever enough segments are closed, until `shutdown()` or a failure. Meant for one thread of low
    /// priority; appends and reads go on meanwhile.
    package func maintain() {
        while isCompactionWanted() {
            do { try compact() } catch {
                guard error.leavesTheJournalWhole else { return }
                let next = MonotonicTime.now() + configuration.compactionPause
                monitor.withLock { $0.compactionPause = next }
            }
        }
    }

    /// Waits until compaction is due; false when there will be none.
    private func isCompactionWanted() -> Bool {
        monitor.wait(for: .upkeep) { (state, deadline) -> Bool? in
            if state.phase != .open || state.failure != nil { return false }
            let isDue = state.closedSegments > state.configuration.closedSegments || state.keyChange?.record != nil
            guard isDue, !state.isCompacting else { return nil }
            guard let pause = state.compactionPause, MonotonicTime.now() < pause else { return true }
            deadline = pause
            return nil
        }
    }

    /// Closes the segment being written, moves the entries of closed segments to the audit archive, writes the live
    /// slots to a snapshot and removes what both replace.
    ///
    /// The snapshot's rename is the one moment that counts: before it the segments are the truth, after it they are
    /// leftovers that the next start removes. One caller at a time; a second one returns at once. Without the room to
    /// write a snapshot it throws `storage-low` and nothing has changed; any other failed call ends the journal.
    package func compact() throws(JournalError) {
        let isFirst = monitor.withLock { state in
            defer { state.isCompacting = true }
            return !state.isCompacting
        }
        guard isFirst else { return }
        defer {
            monitor.withLock { $0.isCompacting = false }
            monitor.signal(.upkeep)
        }
        do {
            try replaceClosedSegments()
            try dropPreviousKey()
        } catch {
            if error.code != .closed, !error.leavesTheJournalWhole { fail(error) }
            throw error
        }
    }

    private func replaceClosedSegments() throws(JournalError) {
        try rotate()
        guard let plan = try monitor.withLock({ (state) throws(JournalError) in try CompactionPlan(state) }) else {
            return
        }
        let snapshot: SealedFile
        do {
            snapshot = try write(plan, try archive(plan))
        } catch {
            if error.leavesTheJournalWhole { discard(plan) }
            throw error
        }
        adopt(snapshot, plan)
        try removeCovered(plan)
    }

    private func archive(_ plan: CompactionPlan) throws(JournalError) -> [AuditArchive] {
        var archives: [AuditArchive] = []
        for (segment, next) in zip(plan.segments, plan.followers) {
            archives.append(try ArchiveWriter.write(segment, end: next.previousEnd, chain: next.chain, in: storage))
        }
        return archives
    }

    /// Gives back the room that an abandoned compaction took; what cannot be removed goes at the next start.
    private func discard(_ plan: CompactionPlan) {
        let names = plan.segments.map { FileName.archive($0.id.number) } + [FileName.of(.snapshot, plan.header.number)]
        for name in names { try? storage.remove(name + FileName.temporary) }
    }

    /// Has the writer open a new segment, when the present one holds records.
    private func rotate() throws(JournalError) {
        let full: RecordSeal? = monitor.withLock { state in
            guard state.recordIndex > 0 else { return nil }
            state.rotationAsked = true
            return state.seal
        }
        guard let full else { return }
        monitor.signal(.work)
        try settle { $0.seal.id != full.id && $0.files[$0.seal.id] != nil }
    }

    /// Waits for the writer, or does its work where no thread is in `run()`.
    func settle(_ isSettled: @escaping (JournalState) -> Bool) throws(JournalError) {
        if !monitor.withLock({ $0.hasWriter }) { drain() }
        let failure = monitor.wait(for: .progress) { (state, _) -> JournalError?? in
            if let failure = state.failure { return .some(failure) }
            if isSettled(state) { return .some(nil) }
            let closed = JournalError(.closed, "The enclave is shutting down.")
            return state.phase == .stopped ? .some(closed) : nil
        }
        if let failure { throw failure }
    }

    private func write(_ plan: CompactionPlan, _ archives: [AuditArchive]) throws(JournalError) -> SealedFile {
        var writer = try SnapshotWriter(plan.header, plan.keys, storage)
        for position in plan.index.positions {
            guard let (slot, location) = plan.index.entry(position), let file = plan.covered[location.file] else {
                continue
            }
            guard let value = MutationList.value(try file.payload(location), at: location.mutation, of: slot) else {
                throw .altered(file.name, "the record does not hold the slot")
            }
            plan.index.replace(slot, try writer.add(slot, value))
        }
        for archive in archives {
            let slot = RecordSlot.archive(archive.segment)
            try plan.index.insert(slot, try writer.add(slot, archive.encoded))
        }
        // A slot that was changed since is not in the snapshot: its change must be durable before that counts.
        commit()
        try settle { $0.durable >= plan.newest }
        return try writer.commit()
    }

    /// Points the slots at the snapshot, a slice at a time.
    private func adopt(_ snapshot: SealedFile, _ plan: CompactionPlan) {
        monitor.withLock { $0.files[snapshot.id] = snapshot }
        var rest = plan.index.positions
        while !rest.isEmpty {
            let slice = rest.prefix(1024)
            rest = rest.dropFirst(1024)
            monitor.withLock { $0.adopt(slice, plan, snapshot.id) }
        }
        monitor.withLock { state in
            for id in plan.covered.keys { state.files[id] = nil }
        }
    }

    private func removeCovered(_ plan: CompactionPlan) throws(JournalError) {
        do {
            for id in plan.covered.keys { try storage.remove(id.name) }
            try storage.synchronizeDirectory("")
        } catch { throw .storage(error) }
    }
}

extension JournalState {
    var closedSegments: Int { files.keys.count { $0.kind == .segment } - 1 }

    /// A slot still in a covered file has not changed since the plan: changes go to newer segments.
    mutating func adopt(_ slice: Range<Int>, _ plan: CompactionPlan, _ snapshot: FileID) {
        for position in slice {
            guard let (slot, location) = plan.index.entry(position), location.file == snapshot else { continue }
            let isOurs = slot.kind == RecordSlot.archiveKind && index[slot] == nil
            guard isOurs || index[slot].map({ plan.covered[$0.file] != nil }) == true else { continue }
            // No memory for one more archive: it is found again at the next start.
            if isOurs { try? index.insert(slot, location) } else { index.replace(slot, location) }
        }
    }
}
