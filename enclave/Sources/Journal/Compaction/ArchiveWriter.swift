/// Writes the entries of one closed segment to `audit/NNNNNN.jsonl`, checking them once more.
struct ArchiveWriter {
    private static let chunk = 64 << 10
    private let storage: any Storage
    private let name: String
    private let file: any StorageFile
    private var archive: AuditArchive
    private var held: [UInt8] = []

    /// The segment must end at `end` with this chain.
    static func write(
        _ segment: SealedFile, end: UInt64, chain: Hash256, in storage: any Storage
    ) throws(JournalError) -> AuditArchive {
        var reader = try SegmentEntries(segment, limit: end, chain: chain)
        var writer = try ArchiveWriter(segment, storage)
        while let line = try reader.next() { try writer.add(line) }
        return try writer.finish(chain)
    }

    private init(_ segment: SealedFile, _ storage: any Storage) throws(JournalError) {
        let header = segment.seal.header
        self.storage = storage
        name = FileName.archive(header.number)
        do { file = try storage.open(name + FileName.temporary, .create) } catch { throw .unfinished(error) }
        archive = AuditArchive(segment: header.number, first: header.firstRecord, before: header.chain)
        try put(AuditHeader(header.identity, first: header.firstRecord, chain: header.chain).line)
    }

    private mutating func add(_ line: [UInt8]) throws(JournalError) {
        archive.count += 1
        try put(line)
    }

    private mutating func put(_ line: [UInt8]) throws(JournalError) {
        held += line
        held.append(UInt8(ascii: "\n"))
        if held.count >= Self.chunk { try write() }
    }

    private mutating func write() throws(JournalError) {
        do { try file.write(held, at: archive.length) } catch { throw .unfinished(error) }
        archive.length += UInt64(held.count)
        held.removeAll(keepingCapacity: true)
    }

    private mutating func finish(_ chain: Hash256) throws(JournalError) -> AuditArchive {
        try write()
        archive.after = chain
        do { try AtomicFile.commit(file, name, in: storage, folder: FileName.audit) } catch { throw .storage(error) }
        return archive
    }
}
