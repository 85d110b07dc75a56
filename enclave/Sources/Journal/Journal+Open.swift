package import Crypto

extension Journal {
    /// Replays a state, checking every byte, and opens a new segment for what comes.
    ///
    /// A torn tail behind the newest fence is dropped, and the first record of the new segment says so. Where the header
    /// holds a previous domain key, files may be under either.
    /// - Throws: `state-missing`, `state-altered`, `state-truncated`, `state-newer-format` naming file and record,
    ///   `storage-failed`.
    package static func open(
        in storage: any Storage, identity: JournalIdentity, domainKey: SymmetricKey, previous: SymmetricKey? = nil,
        configuration: JournalConfiguration = JournalConfiguration(), events: JournalEvents = JournalEvents()
    ) throws(JournalError) -> Journal {
        try JournalError.translating {
            let ring = KeyRing(
                newest: JournalKeys(domainKey: domainKey), previous: previous.map { JournalKeys(domainKey: $0) })
            let (fenceFile, fence) = try FenceFile.open(in: storage, identity, ring)
            var replay = try Replay(storage, identity, ring, fence)
            let inventory = try Inventory(storage)
            try remove(inventory.temporary, from: storage)
            let end = try read(inventory, &replay)
            let active = try openSegment(end, replay)
            let state = try JournalState(replay, active, fenceFile, configuration)
            let journal = Journal(state, storage, events)
            try journal.begin(end, active)
            try journal.clean(inventory)
            return journal
        }
    }

    /// Where the segment before the new one ends.
    private struct End {
        let file: SealedFile
        let offset: UInt64
        /// Bytes behind `offset`, and those of an earlier drop that no record tells yet.
        let dropped: UInt64
    }

    private static func read(_ inventory: Inventory, _ replay: inout Replay) throws -> End {
        let snapshot = inventory.snapshots.last ?? 0
        if snapshot > 0 {
            let file = try replay.open(FileID(.snapshot, snapshot))
            try replay.snapshot(file)
            try checkArchives(replay, through: snapshot, file)
        }
        let files = try inventory.live(after: snapshot).map { try replay.open(FileID(.segment, $0)) }
        for (file, next) in zip(files, files.dropFirst()) { try readClosed(file, next.seal.header, &replay) }
        guard let last = files.last else { throw JournalError.missing(FileName.of(.segment, snapshot + 1)) }
        guard last.seal.header.number >= replay.fence.segment else { throw replay.lost() }
        let size = try last.file.size()
        let offset = try replay.segment(last, limit: size, mayBeTorn: true)
        let untold = replay.lastCount == 0 ? last.seal.header.dropped : 0
        return End(file: last, offset: offset, dropped: size - offset + untold)
    }

    /// A segment with one behind it ends exactly where that one says.
    private static func readClosed(_ file: SealedFile, _ next: SealedHeader, _ replay: inout Replay) throws {
        let size = try file.file.size()
        guard size == next.previousEnd || (size > next.previousEnd && next.dropped > 0) else {
            throw JournalError.altered(file.name, "it has \(size) bytes, not the \(next.previousEnd) written")
        }
        let end = try replay.segment(file, limit: next.previousEnd, mayBeTorn: false)
        guard end == next.previousEnd else { throw JournalError.altered(file.name, "it does not end where it should") }
        // The tail was dropped, and told, by the start that opened the next segment.
        if size > end { try truncate(file, to: end) }
    }

    private static func truncate(_ file: SealedFile, to end: UInt64) throws {
        try file.file.truncate(to: end)
        try file.file.synchronize()
    }

    /// Every archive must be there with its length. Its entries are checked when they are read; of one without entries
    /// nobody reads anything, so its header line is checked here.
    private static func checkArchives(_ replay: Replay, through last: UInt64, _ snapshot: SealedFile) throws {
        for segment in 1...last {
            let name = FileName.archive(segment)
            let slot = RecordSlot.archive(segment)
            guard let location = replay.index[slot],
                let value = MutationList.value(try snapshot.payload(location), at: location.mutation, of: slot),
                let archive = AuditArchive(value)
            else { throw JournalError.altered(snapshot.name, "it does not name \(name)") }
            guard try replay.storage.open(name, .read).size() == archive.length else {
                throw JournalError.altered(name, record: archive.first, "its length is not what was written")
            }
            guard archive.count == 0 else { continue }
            var entries = try ArchiveEntries(archive, replay.identity, in: replay.storage)
            _ = try entries.next()
        }
    }

    private static func openSegment(_ end: End, _ replay: Replay) throws -> SealedFile {
        let header = SealedHeader(
            .segment, replay.identity, number: end.file.seal.header.number + 1, chain: replay.chain,
            firstRecord: replay.nextNumber, newestTime: replay.newestTime, previousEnd: end.offset,
            dropped: end.dropped)
        return try SealedFile.create(RecordSeal(header, replay.ring.newest), in: replay.storage)
    }

    /// Fences the new segment, tells of a dropped tail, and only then drops it.
    private func begin(_ end: End, _ active: SealedFile) throws {
        let (fence, file, keys) = monitor.withLock { state in
            state.fence = Fence(
                sequence: state.fence.sequence + 1, segment: active.id.number, offset: UInt64(SealedHeader.length),
                record: state.nextNumber - 1, chain: state.chain)
            state.reached = state.fence
            return (state.fence, state.fenceFile, state.ring.newest)
        }
        try file.write(fence, keys)
        guard end.dropped > 0 else { return }
        var entry = AuditEntry(time: configuration.now(), operation: "journal.tail-dropped")
        entry.count = end.dropped
        entry.segment = end.file.id.number
        entry.detail = "unacknowledged bytes behind the last commit of \(end.file.name), left by a crash"
        _ = try append(entry, priority: .reserved)
        try flush()
        if try end.file.file.size() > end.offset { try Self.truncate(end.file, to: end.offset) }
    }

    /// Removes what an interrupted compaction left.
    private func clean(_ found: Inventory) throws {
        let covered = found.snapshots.last ?? 0
        let segments = found.segments.filter { $0 <= covered }.map { FileName.of(.segment, $0) }
        try Self.remove(segments + found.snapshots.dropLast().map { FileName.of(.snapshot, $0) }, from: storage)
    }

    private static func remove(_ names: [String], from storage: any Storage) throws {
        for name in names { try storage.remove(name) }
        if !names.isEmpty { try storage.synchronizeDirectory("") }
    }
}
