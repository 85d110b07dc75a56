/// Writes the live slots under a key of the snapshot's own, one record a slot, a group at a time.
struct SnapshotWriter {
    private let seal: RecordSeal
    private let storage: any Storage
    private let file: any StorageFile
    private var buffer: RecordBuffer
    private var count: UInt32 = 0

    init(_ header: SealedHeader, _ keys: JournalKeys, _ storage: any Storage) throws(JournalError) {
        self.storage = storage
        seal = RecordSeal(header, keys)
        do {
            file = try storage.open(seal.id.name + FileName.temporary, .create)
            try file.write(seal.encodedHeader, at: 0)
        } catch { throw .unfinished(error) }
        buffer = try RecordBuffer(base: UInt64(SealedHeader.length))
    }

    /// Reseals one value and says where it will be.
    mutating func add(_ slot: RecordSlot, _ value: [UInt8]) throws(JournalError) -> SlotLocation {
        if buffer.count >= Frame.groupLimit { try writeGroup() }
        let plain = try MutationList.encode([Mutation(slot, value)])
        let sealed = try seal.seal(plain, index: count, bound: seal.headerHash)
        let frame = Frame.record(entryLength: 0, sealedLength: sealed.count) + sealed
        try buffer.reserve(frame.count + Frame.commitLength)
        let location = SlotLocation(
            file: seal.id, offset: buffer.end, length: UInt32(frame.count), index: count, mutation: 0)
        buffer.append(frame)
        count += 1
        return location
    }

    /// Ends the file and puts it in place: from here on it is the truth.
    mutating func commit() throws(JournalError) -> SealedFile {
        try writeGroup()
        do {
            try file.write(Frame.end(count: UInt64(count), seal), at: buffer.base)
            try AtomicFile.commit(file, seal.id.name, in: storage, folder: "")
        } catch { throw .storage(error) }
        return SealedFile(seal, file)
    }

    private mutating func writeGroup() throws(JournalError) {
        let length = buffer.count
        guard length > 0 else { return }
        buffer.append(Frame.commit(groupLength: length, hash: buffer.hash(0, length), chain: seal.header.chain))
        do {
            try buffer.memory.withBytes(0, buffer.count) { (bytes) throws(StorageError) in
                try file.write(bytes, at: buffer.base)
            }
        } catch { throw .unfinished(error) }
        buffer.reset(base: buffer.end)
    }
}
