internal import EnclaveProtocol

/// The clear, authenticated header of a segment or snapshot.
///
/// magic 8, version 4, instance 16, member 16, number 8, salt 32, chain 32, first record 8, newest time 8, previous end
/// 8, dropped 8, then HMAC-SHA256 of all that, 32. Integers are big-endian.
struct SealedHeader: Sendable {
    static let version: UInt32 = 1
    static let length = 180
    private static let clearLength = length - 32

    let kind: FileKind
    let identity: JournalIdentity
    /// Segment number; of a snapshot, the last segment it covers.
    let number: UInt64
    /// Fresh random bytes the record key is derived from.
    let salt: [UInt8]
    /// Chain hash before the first record.
    let chain: Hash256
    /// Number of the first record (of a snapshot: of the record after it).
    let firstRecord: UInt64
    /// Time of the newest record before, milliseconds since 1970.
    let newestTime: Int64
    /// Where the committed bytes of the previous segment end; 0 for the first segment and snapshots.
    let previousEnd: UInt64
    /// Bytes of a torn tail dropped behind `previousEnd`, told by this segment's first record.
    let dropped: UInt64

    func encoded(_ keys: JournalKeys) -> [UInt8] {
        var out = kind.magic
        out.append(bigEndian: Self.version)
        out += identity.instance.bytes + identity.member.bytes
        out.append(bigEndian: number)
        out += salt + chain.bytes
        out.append(bigEndian: firstRecord)
        out.append(bigEndian: newestTime)
        out.append(bigEndian: previousEnd)
        out.append(bigEndian: dropped)
        return out + keys.authenticate(.header, out).bytes
    }

    init(
        _ kind: FileKind, _ identity: JournalIdentity, number: UInt64, chain: Hash256, firstRecord: UInt64,
        newestTime: Int64, previousEnd: UInt64 = 0, dropped: UInt64 = 0
    ) {
        self.kind = kind
        self.identity = identity
        self.number = number
        salt = Identifier.random().bytes + Identifier.random().bytes
        self.chain = chain
        self.firstRecord = firstRecord
        self.newestTime = newestTime
        self.previousEnd = previousEnd
        self.dropped = dropped
    }

    /// The keys of a ring that the header was written under.
    static func keys(of bytes: [UInt8], in ring: KeyRing) -> JournalKeys? {
        ring.keys(for: .header, Array(bytes.prefix(clearLength)), mac: Array(bytes.dropFirst(clearLength)))
    }

    /// Reads and authenticates the first `length` bytes of the named file.
    init(_ bytes: [UInt8], _ id: FileID, _ identity: JournalIdentity, _ keys: JournalKeys) throws(JournalError) {
        let name = id.name
        var reader = WireReader(bytes)
        guard let magic = try? reader.fixed(8), magic == id.kind.magic, let version = try? reader.uint32() else {
            throw .altered(name, "this is not a \(id.kind == .segment ? "journal segment" : "snapshot")")
        }
        guard version <= Self.version else { throw .newer(name, version: version, known: Self.version) }
        guard version == Self.version, bytes.count == Self.length, let instance = try? reader.value(Identifier.self),
            let member = try? reader.value(Identifier.self), let number = try? reader.uint64(),
            let salt = try? reader.fixed(32),
            let chain = try? reader.hash(), let first = try? reader.uint64(), let newest = try? reader.int64(),
            let previousEnd = try? reader.uint64(), let dropped = try? reader.uint64(),
            let mac = try? reader.fixed(32), keys.verify(.header, Array(bytes.prefix(Self.clearLength)), mac: mac)
        else { throw .altered(name, "its header is not what was written under this domain key") }
        guard instance == identity.instance, member == identity.member, number == id.number else {
            throw .altered(name, "its header belongs to another state or another number")
        }
        self.kind = id.kind
        self.identity = identity
        self.number = number
        self.salt = salt
        self.chain = chain
        firstRecord = first
        newestTime = newest
        self.previousEnd = previousEnd
        self.dropped = dropped
    }
}
