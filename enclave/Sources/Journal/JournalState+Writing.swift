extension JournalState {
    /// What the writer does next, outside the lock.
    enum Work {
        case flush(Flush)
        case fence(Fence, FenceFile, JournalKeys)
        /// The whole file, under one key.
        case newFence(Fence, JournalKeys)
        case stop
    }

    /// Groups of one segment to be written and made durable.
    struct Flush {
        let file: SealedFile
        let buffer: RecordBuffer
        /// Where the journal is once this is durable.
        let reached: Fence
        /// The segment that follows, when this one is full.
        let next: RecordSeal?
    }

    /// The next thing to write, or nil; then `deadline` says when to look again.
    mutating func nextWork(_ now: MonotonicTime, _ deadline: inout MonotonicTime?) -> Work? {
        guard failure == nil else { return .stop }
        let checkpointIsDue = phase == .stopping ? uncheckedEntries > 0 : checkpointDue.map { $0 <= now } ?? false
        // A checkpoint that finds no room now is tried again with the next entries.
        if checkpointIsDue { try? addCheckpoint() }
        if isGroupDue(now), let flush = takePending() { return .flush(flush) }
        if let due = fenceDue, phase != .open || due <= now {
            fenceDue = nil
            return .fence(nextFence(), fenceFile, ring.newest)
        }
        if keyChange?.renewsFence == true { return .newFence(nextFence(), ring.newest) }
        if phase != .open { return .stop }
        deadline = [groupDue, fenceDue, checkpointDue].compactMap(\.self).min()
        return nil
    }

    /// Without a thread in `run()` there is nothing to gain by waiting for more.
    private func isGroupDue(_ now: MonotonicTime) -> Bool {
        commitAsked || rotationAsked || phase != .open || !hasWriter || hasFullGroup
            || groupDue.map { $0 <= now } ?? false
    }

    var hasFullGroup: Bool { pending.count >= configuration.groupLimit }

    /// A fence where the journal durably is.
    private mutating func nextFence() -> Fence {
        var next = reached
        next.sequence = fence.sequence + 1
        fence = next
        return next
    }

    private mutating func takePending() -> Flush? {
        guard writing == nil, let file = files[seal.id], pending.count > 0 || rotationAsked else { return nil }
        closeGroup()
        let reached = Fence(
            sequence: 0, segment: seal.id.number, offset: pending.end, record: nextNumber - 1, chain: chain)
        let taken = pending
        let full = rotationAsked || pending.end >= configuration.segmentLimit
        if full { seal = RecordSeal(nextHeader(), ring.newest) }
        guard let fresh = emptyBuffer(base: full ? UInt64(SealedHeader.length) : taken.end) else { return nil }
        if full { recordIndex = 0 }
        pending = fresh
        groupStart = 0
        groupDue = nil
        commitAsked = false
        writing = taken
        writingFile = file.id
        rotationAsked = false
        return Flush(file: file, buffer: taken, reached: reached, next: full ? seal : nil)
    }

    private func nextHeader() -> SealedHeader {
        SealedHeader(
            .segment, identity, number: seal.id.number + 1, chain: chain, firstRecord: nextNumber,
            newestTime: newestTime, previousEnd: pending.end)
    }

    private mutating func emptyBuffer(base: UInt64) -> RecordBuffer? {
        if var buffer = spare {
            spare = nil
            buffer.reset(base: base)
            return buffer
        }
        do { return try RecordBuffer(base: base) } catch {
            failure = error
            return nil
        }
    }

    /// A flush is durable.
    mutating func finish(_ flush: Flush, _ now: MonotonicTime) {
        durable = flush.reached.record
        reached = flush.reached
        spare = writing
        writing = nil
        if fenceDue == nil { fenceDue = now + configuration.fenceDelay }
    }
}
