/// The files of a state directory that belong to the journal.
struct Inventory {
    /// Numbers in order.
    let segments: [UInt64]
    let snapshots: [UInt64]
    let hasHeader: Bool
    let hasFence: Bool
    /// Leftovers of interrupted writes.
    let temporary: [String]

    init(_ storage: any Storage) throws(StorageError) {
        let names = try storage.list("")
        segments = names.compactMap { FileName.number($0, .segment) }.sorted()
        snapshots = names.compactMap { FileName.number($0, .snapshot) }.sorted()
        hasHeader = names.contains(FileName.header)
        hasFence = names.contains(FileName.fence)
        temporary = names.filter(FileName.isTemporary)
    }

    /// The segments behind a snapshot: without a gap, or an error naming the missing one.
    func live(after snapshot: UInt64) throws(JournalError) -> [UInt64] {
        let live = segments.filter { $0 > snapshot }
        guard let last = live.last else { throw .missing(FileName.of(.segment, snapshot + 1)) }
        for number in snapshot + 1...last where !live.contains(number) {
            throw .missing(FileName.of(.segment, number))
        }
        return live
    }
}
