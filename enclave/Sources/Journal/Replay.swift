/// Reads a journal from its files and checks every byte of it on the way.
struct Replay {
    let storage: any Storage
    let identity: JournalIdentity
    let ring: KeyRing
    let fence: Fence

    let index: SlotIndex
    private(set) var files: [FileID: SealedFile] = [:]
    private(set) var chain: Hash256
    private(set) var nextNumber: UInt64 = 1
    private(set) var newestTime: Int64 = 0
    /// Records in the segment read last.
    private(set) var lastCount: UInt64 = 0

    init(
        _ storage: any Storage, _ identity: JournalIdentity, _ ring: KeyRing, _ fence: Fence
    ) throws(JournalError) {
        self.storage = storage
        self.identity = identity
        self.ring = ring
        self.fence = fence
        index = try SlotIndex()
        chain = AuditChain.genesis(identity)
    }

    /// Opens a file and keeps it open for reads of its records.
    mutating func open(_ id: FileID) throws(JournalError) -> SealedFile {
        let file = try SealedFile.open(id, in: storage, identity, ring)
        files[id] = file
        return file
    }

    mutating func snapshot(_ file: SealedFile) throws(JournalError) {
        let header = file.seal.header
        (chain, nextNumber, newestTime) = (header.chain, header.firstRecord, header.newestTime)
        guard fence.segment > header.number || fence.record < nextNumber else { throw lost() }
        var reader = GroupReader(file, limit: try size(file))
        var count: UInt64 = 0
        while case .group(let group) = try step(&reader) {
            try take(group, file, first: UInt32(truncatingIfNeeded: count))
            count += UInt64(group.records.count)
        }
        // The loop ends at the end frame, which is read once more to see that it is the last thing there.
        try finish(file, at: reader.offset, count)
    }

    /// Reads one segment up to `limit`; gives where its committed bytes end.
    mutating func segment(_ file: SealedFile, limit: UInt64, mayBeTorn: Bool) throws(JournalError) -> UInt64 {
        let header = file.seal.header
        guard header.firstRecord == nextNumber, header.chain == chain else {
            throw .altered(file.name, record: nextNumber, "it does not continue what is before it")
        }
        newestTime = max(newestTime, header.newestTime)
        lastCount = 0
        var reader = GroupReader(file, limit: limit)
        try checkFence(header.number, at: reader.offset)
        while true {
            switch try step(&reader) {
            case .group(let group):
                try take(group, file, first: UInt32(truncatingIfNeeded: lastCount))
                lastCount += UInt64(group.records.count)
                try checkFence(header.number, at: reader.offset)
            case .finished:
                return try ended(header.number, reader.offset)
            case .torn where mayBeTorn && !isBeforeFence(header.number, reader.offset):
                return reader.offset
            case .torn, .end:
                guard limit >= fence.offset || header.number != fence.segment else { throw lost() }
                throw .altered(file.name, record: nextNumber, "it is not what was written")
            }
        }
    }

    private mutating func take(_ group: GroupReader.Group, _ file: SealedFile, first: UInt32) throws(JournalError) {
        for (position, range) in group.records.enumerated() {
            let frame = Array(group.bytes[range])
            if file.id.kind == .segment { try chain(frame, file) }
            let location = SlotLocation(
                file: file.id, offset: group.offset + UInt64(range.lowerBound), length: UInt32(range.count),
                index: first + UInt32(position), mutation: 0)
            let payload = try file.payload(frame, index: location.index)
            guard try apply(payload, at: location) else {
                throw .altered(file.name, record: nextNumber, "its payload is malformed")
            }
        }
        guard group.chain == chain else { throw .altered(file.name, record: nextNumber, "the chain does not hold") }
    }

    /// Checks the number, time and payload hash of an entry and takes it into the chain.
    private mutating func chain(_ frame: [UInt8], _ file: SealedFile) throws(JournalError) {
        guard let parts = RecordParts(frame), let time = AuditLine.time(nextNumber, parts.entry), time >= newestTime
        else { throw .altered(file.name, record: nextNumber, "the entry is not the one expected") }
        let payload = Hash256.of(parts.sealed)
        guard AuditLine.endsWith(payload, parts.entry) else {
            throw .altered(file.name, record: nextNumber, "the entry names another payload")
        }
        chain = AuditChain.next(chain, parts.entry, payload)
        newestTime = time
        nextNumber += 1
    }

    private func apply(_ payload: [UInt8], at record: SlotLocation) throws(JournalError) -> Bool {
        try MutationList.walk(payload) { (position, slot, range) throws(JournalError) in
            guard range != nil else { return index.remove(slot) }
            var location = record
            location.mutation = position
            try index.insert(slot, location)
        }
    }

    private func finish(_ file: SealedFile, at offset: UInt64, _ count: UInt64) throws(JournalError) {
        let expected = Frame.end(count: count, file.seal)
        let start = offset - UInt64(Frame.endLength)
        try JournalError.translating {
            guard offset >= UInt64(SealedHeader.length + Frame.endLength), offset == (try file.file.size()),
                try file.file.read(Frame.endLength, at: start) == expected
            else { throw JournalError.altered(file.name, "it does not end as it was written") }
        }
    }

    private func step(_ reader: inout GroupReader) throws(JournalError) -> GroupReader.Step {
        do { return try reader.next() } catch { throw .storage(error) }
    }

    private func size(_ file: SealedFile) throws(JournalError) -> UInt64 {
        do { return try file.file.size() } catch { throw .storage(error) }
    }

    private func isBeforeFence(_ segment: UInt64, _ offset: UInt64) -> Bool {
        (segment, offset) < (fence.segment, fence.offset)
    }

    private func checkFence(_ segment: UInt64, at offset: UInt64) throws(JournalError) {
        guard (segment, offset) == (fence.segment, fence.offset) else { return }
        guard fence.chain == chain, fence.record == nextNumber - 1 else {
            throw .altered(FileName.of(.segment, segment), record: nextNumber, "it is not what the fence names")
        }
    }

    private func ended(_ segment: UInt64, _ offset: UInt64) throws(JournalError) -> UInt64 {
        guard segment != fence.segment || offset >= fence.offset else { throw lost() }
        return offset
    }

    /// The journal ends too early.
    func lost() -> JournalError {
        let numbers = nextNumber >= fence.record ? "\(fence.record)" : "\(nextNumber) to \(fence.record)"
        let name = FileName.of(.segment, fence.segment)
        return JournalError(
            .truncated, file: name, record: nextNumber,
            "\(name) ends before the newest fence: records \(numbers) are missing. Restore a complete backup.")
    }
}
