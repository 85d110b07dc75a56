/// The entries of a segment in order. Each is authenticated by its record's seal and the chain is checked at the end.
struct SegmentEntries {
    private let segment: SealedFile
    private let chainAtEnd: Hash256
    private var reader: GroupReader
    private var group: GroupReader.Group?
    private var position = 0
    private var index: UInt32 = 0
    private(set) var chain: Hash256

    /// Up to the file offset `limit`, where the chain hash must be `chain`.
    init(_ segment: SealedFile, limit: UInt64, chain: Hash256) throws(JournalError) {
        self.segment = segment
        chainAtEnd = chain
        reader = GroupReader(segment, limit: limit)
        self.chain = segment.seal.header.chain
    }

    /// Number of the next entry.
    var number: UInt64 { segment.seal.header.firstRecord + UInt64(index) }

    mutating func next() throws(JournalError) -> [UInt8]? {
        while true {
            if let group, position < group.records.count {
                defer { position += 1 }
                return try open(Array(group.bytes[group.records[position]]))
            }
            guard try advance() else { return nil }
        }
    }

    private mutating func open(_ frame: [UInt8]) throws(JournalError) -> [UInt8] {
        guard let parts = RecordParts(frame), AuditLine.begins(number, parts.entry),
            parts.open(segment.seal, index: index) != nil
        else { throw .altered(segment.name, record: number, "the entry is not what was written") }
        chain = AuditChain.next(chain, parts.entry, Hash256.of(parts.sealed))
        index += 1
        return parts.entry
    }

    private mutating func advance() throws(JournalError) -> Bool {
        let step: GroupReader.Step
        do { step = try reader.next() } catch { throw .storage(error) }
        position = 0
        switch step {
        case .group(let next):
            group = next
            return true
        case .finished:
            group = nil
            guard chain == chainAtEnd else { throw .altered(segment.name, record: number, "the chain does not hold") }
            return false
        case .torn, .end:
            throw .altered(segment.name, record: number, "it is not what was written")
        }
    }
}
