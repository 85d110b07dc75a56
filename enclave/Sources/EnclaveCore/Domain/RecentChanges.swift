internal import EnclaveProtocol

/// The newest shared changes, kept for members that are only a little behind; bounded in number and bytes.
struct RecentChanges {
    private struct Kept {
        let change: SharedChange
        /// Its number in this member's own journal.
        let record: UInt64
        let size: Int
    }

    private static let most = 2048
    /// What a busy lead changes while a member takes over a large state, as far as a small secret memory has room.
    private static let mostBytes = 512 << 10
    private var kept: [Kept] = []
    private var bytes = 0

    /// Keeps the newest change, which has `record` in this member's journal.
    mutating func append(_ change: SharedChange, record: UInt64) {
        let size = change.slots.reduce(256) { $0 + 64 + ($1.value?.count ?? 0) }
        kept.append(Kept(change: change, record: record, size: size))
        bytes += size
        while kept.count > Self.most || bytes > Self.mostBytes, kept.count > 1 { bytes -= kept.removeFirst().size }
    }

    /// The changes behind `position`, as far as they are durable here; nil when they do not go on from there.
    func behind(_ position: DomainNumber, before: DomainNumber, durable: UInt64, limit: Int) -> [SharedChange]? {
        guard position != before else { return [] }
        guard let start = kept.firstIndex(where: { $0.change.number > position }) else { return nil }
        guard start > 0 ? kept[start - 1].change.number == position : kept[start].change.number == position.next else {
            return nil
        }
        var bytes = 0
        return kept[start...].prefix { item in
            bytes += item.size
            return item.record <= durable && bytes <= limit
        }.map(\.change)
    }

    /// The newest change that is durable here.
    func newest(durable: UInt64) -> DomainNumber? { kept.last { $0.record <= durable }?.change.number }

    /// Forgets all of them.
    mutating func removeAll() { self = RecentChanges() }
}
