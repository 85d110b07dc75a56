/// What a compaction works from, taken at one moment.
struct CompactionPlan {
    /// A copy of the index; slots in covered files move to the snapshot as it is written.
    let index: SlotIndex
    /// The closed segments, in order.
    let segments: [SealedFile]
    /// The headers behind each of them.
    let followers: [SealedHeader]
    /// All files the snapshot replaces.
    let covered: [FileID: SealedFile]
    /// Number of the newest record at that moment.
    let newest: UInt64
    /// The snapshot's header.
    let header: SealedHeader
    /// Its keys: those of the segment behind it, so that a change of keys meanwhile is a later compaction's.
    let keys: JournalKeys

    /// Nil when no segment is closed.
    init?(_ state: JournalState) throws(JournalError) {
        let active = state.seal
        let files = state.files.values.filter { $0.id != active.id }
        let closed = files.filter { $0.id.kind == .segment }.sorted { $0.id.number < $1.id.number }
        guard state.files[active.id] != nil, let last = closed.last else { return nil }
        segments = closed
        followers = closed.dropFirst().map(\.seal.header) + [active.header]
        covered = Dictionary(uniqueKeysWithValues: files.map { ($0.id, $0) })
        newest = state.nextNumber - 1
        header = SealedHeader(
            .snapshot, state.identity, number: last.id.number, chain: active.header.chain,
            firstRecord: active.header.firstRecord, newestTime: active.header.newestTime)
        keys = active.keys
        index = try state.index.copy()
    }
}
