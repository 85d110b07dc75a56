internal import EnclaveProtocol

/// Where the newest value of a slot is: a file, a record in it, a mutation of that record.
struct SlotLocation: Equatable {
    var file: FileID
    /// Offset and length of the whole record frame.
    var offset: UInt64
    var length: UInt32
    /// Index of the record in its file: the nonce.
    var index: UInt32
    /// Index of the mutation in the record.
    var mutation: UInt16
}

/// Slot to location, an open-addressing table in ordinary memory: 40 bytes an entry, no secret in it.
///
/// Linear probing, at most half full, removal by shifting back. The hash is seeded for each process, so ids chosen by a
/// caller cannot pile up. Its owner serialises access.
final class SlotIndex {
    private struct Entry: BitwiseCopyable {
        var high: UInt64 = 0
        var low: UInt64 = 0
        var offset: UInt64 = 0
        var file: UInt32 = 0
        var length: UInt32 = 0
        var index: UInt32 = 0
        var mutation: UInt16 = 0
        var kind: UInt8 = 0
        var used: UInt8 = 0
    }

    private static let stride = MemoryLayout<Entry>.stride
    private var memory: OrdinaryMemory
    private var mask: Int
    private(set) var count = 0

    init(capacity: Int = 1024) throws(JournalError) {
        let size = capacity.roundedUpToPowerOfTwo
        memory = try OrdinaryMemory(count: size * Self.stride)
        mask = size - 1
    }

    subscript(slot: RecordSlot) -> SlotLocation? {
        let entry = entry(at: position(of: slot))
        return entry.used == 1 ? Self.location(entry) : nil
    }

    func insert(_ slot: RecordSlot, _ location: SlotLocation) throws(JournalError) {
        try reserve(1)
        replace(slot, location)
    }

    /// `insert` where room was reserved.
    func replace(_ slot: RecordSlot, _ location: SlotLocation) {
        let position = position(of: slot)
        if entry(at: position).used == 0 { count += 1 }
        memory.store(Self.entry(slot, location), at: position * Self.stride)
    }

    func remove(_ slot: RecordSlot) {
        var hole = position(of: slot)
        guard entry(at: hole).used == 1 else { return }
        count -= 1
        var next = (hole + 1) & mask
        while case let entry = entry(at: next), entry.used == 1 {
            let home = Self.hash(Self.slot(entry)) & mask
            // An entry may fill the hole unless its home lies between the hole and where it is.
            if (next &- home) & mask >= (next &- hole) & mask {
                memory.store(entry, at: hole * Self.stride)
                hole = next
            }
            next = (next + 1) & mask
        }
        memory.store(Entry(), at: hole * Self.stride)
    }

    /// Makes room for one record's mutations before any of them is applied.
    func reserve(_ more: Int) throws(JournalError) {
        while (count + more) * 2 > mask { try grow() }
    }

    /// A copy, for a walk that does not hold the lock.
    func copy() throws(JournalError) -> SlotIndex {
        let copy = try SlotIndex(capacity: mask + 1)
        copy.memory.copy(memory, count: memory.count)
        copy.count = count
        return copy
    }

    /// Positions of the table; `entry` of each is nil where it is free.
    var positions: Range<Int> { 0..<(mask + 1) }

    func entry(_ position: Int) -> (slot: RecordSlot, location: SlotLocation)? {
        let entry = entry(at: position)
        return entry.used == 1 ? (Self.slot(entry), Self.location(entry)) : nil
    }

    private func entry(at position: Int) -> Entry { memory.load(Entry.self, at: position * Self.stride) }

    private func position(of slot: RecordSlot) -> Int {
        var position = Self.hash(slot) & mask
        while case let entry = entry(at: position), entry.used == 1, Self.slot(entry) != slot {
            position = (position + 1) & mask
        }
        return position
    }

    private func grow() throws(JournalError) {
        let larger = try SlotIndex(capacity: (mask + 1) * 2)
        for position in positions {
            if let (slot, location) = entry(position) { try larger.insert(slot, location) }
        }
        (memory, mask) = (larger.memory, larger.mask)
    }

    private static func hash(_ slot: RecordSlot) -> Int { slot.hashValue & Int.max }

    private static func slot(_ entry: Entry) -> RecordSlot {
        RecordSlot(kind: entry.kind, id: Identifier(high: entry.high, low: entry.low))
    }

    private static func location(_ entry: Entry) -> SlotLocation {
        SlotLocation(
            file: FileID(raw: entry.file), offset: entry.offset, length: entry.length, index: entry.index,
            mutation: entry.mutation)
    }

    private static func entry(_ slot: RecordSlot, _ location: SlotLocation) -> Entry {
        Entry(
            high: slot.id.high, low: slot.id.low, offset: location.offset, file: location.file.raw,
            length: location.length, index: location.index, mutation: location.mutation, kind: slot.kind, used: 1)
    }
}

extension Int {
    fileprivate var roundedUpToPowerOfTwo: Int { self <= 1 ? 1 : 1 << (Int.bitWidth - (self - 1).leadingZeroBitCount) }
}
