internal import EnclaveProtocol

/// Walks the groups of a sealed file from front to back, holding one group at a time.
struct GroupReader {
    /// A group whose commit frame holds. Its records are not opened yet.
    struct Group {
        let bytes: [UInt8]
        /// Ranges of the record frames in `bytes`.
        let records: [Range<Int>]
        /// File offset of the first record.
        let offset: UInt64
        /// Chain hash that the commit frame names.
        let chain: Hash256
    }

    enum Step {
        case group(Group)
        /// The end frame of a snapshot, as it stands.
        case end([UInt8])
        /// Nothing more, exactly here.
        case finished
        /// What follows is not a whole group.
        case torn
    }

    private static let chunk = 64 << 10
    private let file: any StorageFile
    private let holdsEntries: Bool
    private let limit: UInt64
    /// File offset of the next group.
    private(set) var offset: UInt64
    private var window: [UInt8] = []
    private var start = 0

    /// Reads up to `limit` (a file offset).
    init(_ sealed: SealedFile, limit: UInt64) {
        file = sealed.file
        holdsEntries = sealed.id.kind == .segment
        self.limit = limit
        offset = UInt64(SealedHeader.length)
    }

    mutating func next() throws(StorageError) -> Step {
        var records: [Range<Int>] = []
        var position = 0
        guard offset < limit else { return .finished }
        while try fill(position + Frame.recordPrefix) {
            var reader = WireReader(window, from: start + position)
            guard let first = try? reader.uint32(), let second = try? reader.uint32() else { return .torn }
            switch first {
            case Frame.commitMark:
                guard Int(second) == position, position > 0 else { return .torn }
                return try commit(records)
            case Frame.endMark:
                guard position == 0, !holdsEntries, try fill(Frame.endLength) else { return .torn }
                return .end(take(Frame.endLength))
            default:
                let length = Frame.recordPrefix + Int(first) + Int(second)
                guard plausible(entry: first, sealed: second), position < Frame.groupLimit,
                    try fill(position + length)
                else { return .torn }
                records.append(position..<position + length)
                position += length
            }
        }
        return .torn
    }

    private func plausible(entry: UInt32, sealed: UInt32) -> Bool {
        (entry > 0) == holdsEntries && entry <= Frame.largestEntry && sealed >= RecordSeal.tagLength
            && sealed <= Frame.largestSealed
    }

    private mutating func commit(_ records: [Range<Int>]) throws(StorageError) -> Step {
        guard let length = records.last?.upperBound, try fill(length + Frame.commitLength) else { return .torn }
        let bytes = Array(window[start..<start + length])
        var reader = WireReader(window, from: start + length + 8)
        guard let hash = try? reader.hash(), let chain = try? reader.hash(), Hash256.of(bytes) == hash else {
            return .torn
        }
        let group = Group(bytes: bytes, records: records, offset: offset, chain: chain)
        advance(length + Frame.commitLength)
        return .group(group)
    }

    private mutating func take(_ count: Int) -> [UInt8] {
        defer { advance(count) }
        return Array(window[start..<start + count])
    }

    private mutating func advance(_ count: Int) {
        start += count
        offset += UInt64(count)
    }

    /// Whether `count` bytes from the start of the group are in the window, after reading on.
    private mutating func fill(_ count: Int) throws(StorageError) -> Bool {
        guard offset + UInt64(count) <= limit else { return false }
        guard window.count - start < count else { return true }
        window.removeFirst(start)
        start = 0
        while window.count < count {
            let from = offset + UInt64(window.count)
            let wanted = min(limit - from, UInt64(max(Self.chunk, count - window.count)))
            let more = try file.read(Int(wanted), at: from)
            guard !more.isEmpty else { return false }
            window += more
        }
        return true
    }
}
