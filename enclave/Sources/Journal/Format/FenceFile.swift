internal import EnclaveProtocol

/// The file `fence`: a sector with magic and version, then two sectors that are written in turn.
///
/// After a change of the domain key its sectors are under either key, until the file is made anew.
final class FenceFile: Sendable {
    private static let magic = Array("CSMTFENC".utf8)
    private static let version: UInt32 = 1

    private let file: any StorageFile
    private let identity: JournalIdentity

    private init(_ file: any StorageFile, _ identity: JournalIdentity) {
        self.file = file
        self.identity = identity
    }

    /// Writes the whole file: the fence, and the same place once more under the sequence before it.
    @discardableResult
    static func create(
        in storage: any Storage, _ newest: Fence, _ identity: JournalIdentity, _ keys: JournalKeys
    ) throws(StorageError) -> FenceFile {
        var fields = magic
        fields.append(bigEndian: version)
        var bytes = Fence.finish(fields, slot: 0, identity, keys)
        for sequence in [newest.sequence, newest.sequence - 1].sorted(by: { slot($0) < slot($1) }) {
            var fence = newest
            fence.sequence = sequence
            bytes += fence.encoded(slot: slot(sequence), identity, keys)
        }
        return FenceFile(try AtomicFile.write(bytes, FileName.fence, in: storage), identity)
    }

    /// Opens the file and gives the newest fence.
    static func open(
        in storage: any Storage, _ identity: JournalIdentity, _ ring: KeyRing
    ) throws(JournalError) -> (FenceFile, Fence) {
        let (file, bytes) = try read(storage)
        try checkHead(bytes, identity, ring)
        var fences: [Fence] = []
        for slot in UInt8(1)...2 {
            let start = Int(slot) * Fence.sector
            let sector = Array(bytes[start..<start + Fence.sector])
            guard let fence = Fence(sector, slot: slot, identity, ring), Self.slot(fence.sequence) == slot else {
                throw .altered(FileName.fence, "slot \(slot) is not what was written")
            }
            fences.append(fence)
        }
        guard fences[0].sequence.distance(to: fences[1].sequence).magnitude == 1 else {
            throw .altered(FileName.fence, "the slots do not follow each other")
        }
        let newest = fences[0].sequence > fences[1].sequence ? fences[0] : fences[1]
        return (FenceFile(file, identity), newest)
    }

    func write(_ fence: Fence, _ keys: JournalKeys) throws(StorageError) {
        let slot = Self.slot(fence.sequence)
        let sector = fence.encoded(slot: slot, identity, keys)
        try file.write(sector, at: UInt64(slot) * UInt64(Fence.sector))
        try file.synchronize()
    }

    private static func slot(_ sequence: UInt64) -> UInt8 { UInt8(sequence & 1) + 1 }

    private static func read(_ storage: any Storage) throws(JournalError) -> (any StorageFile, [UInt8]) {
        do {
            let file = try storage.open(FileName.fence, .update)
            let bytes = try file.read(3 * Fence.sector + 1, at: 0)
            return (file, bytes)
        } catch { throw .storage(error) }
    }

    private static func checkHead(
        _ bytes: [UInt8], _ identity: JournalIdentity, _ ring: KeyRing
    ) throws(JournalError) {
        var reader = WireReader(bytes)
        guard let magic = try? reader.fixed(8), magic == Self.magic, let version = try? reader.uint32() else {
            throw .altered(FileName.fence, "this is not a fence file")
        }
        guard version <= Self.version else { throw .newer(FileName.fence, version: version, known: Self.version) }
        guard bytes.count == 3 * Fence.sector,
            Fence.verify(Array(bytes.prefix(Fence.sector)), slot: 0, identity, ring)
        else { throw .altered(FileName.fence, "it is not what was written under this domain key") }
    }
}
