/// A segment or snapshot on disk and what opens its records.
final class SealedFile: Sendable {
    let seal: RecordSeal
    let file: any StorageFile

    var id: FileID { seal.id }
    var name: String { id.name }

    init(_ seal: RecordSeal, _ file: any StorageFile) {
        self.seal = seal
        self.file = file
    }

    /// A new segment: it appears with a whole header or not at all.
    static func create(_ seal: RecordSeal, in storage: any Storage) throws(StorageError) -> SealedFile {
        SealedFile(seal, try AtomicFile.write(seal.encodedHeader, seal.id.name, in: storage))
    }

    static func open(
        _ id: FileID, in storage: any Storage, _ identity: JournalIdentity, _ ring: KeyRing
    ) throws(JournalError) -> SealedFile {
        let file: any StorageFile
        let bytes: [UInt8]
        do {
            file = try storage.open(id.name, .update)
            bytes = try file.read(SealedHeader.length, at: 0)
        } catch { throw .storage(error) }
        let keys = SealedHeader.keys(of: bytes, in: ring) ?? ring.newest
        return SealedFile(RecordSeal(try SealedHeader(bytes, id, identity, keys), keys), file)
    }

    /// Reads one record and opens its payload.
    func payload(_ location: SlotLocation) throws(JournalError) -> [UInt8] {
        let frame: [UInt8]
        do { frame = try file.read(Int(location.length), at: location.offset) } catch { throw .storage(error) }
        return try payload(frame, index: location.index)
    }

    /// Opens the payload of a record frame read before.
    func payload(_ frame: [UInt8], index: UInt32) throws(JournalError) -> [UInt8] {
        let record = header.kind == .segment ? header.firstRecord + UInt64(index) : nil
        guard let parts = RecordParts(frame), let plain = parts.open(seal, index: index) else {
            throw .altered(name, record: record, "the sealed payload is not what was written")
        }
        return plain
    }

    private var header: SealedHeader { seal.header }
}
