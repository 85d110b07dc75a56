internal import EnclaveProtocol

/// What a snapshot says of `audit/NNNNNN.jsonl`, in a slot of the journal's own.
struct AuditArchive: Equatable {
    var segment: UInt64
    /// Number of the first entry, and how many there are.
    var first: UInt64
    var count: UInt64
    /// Chain before the first and after the last entry.
    var before: Hash256
    var after: Hash256
    /// Bytes of the file.
    var length: UInt64

    var encoded: [UInt8] {
        var out: [UInt8] = []
        for value in [segment, first, count, length] { out.append(bigEndian: value) }
        return out + before.bytes + after.bytes
    }

    init(segment: UInt64, first: UInt64, before: Hash256) {
        self.segment = segment
        self.first = first
        self.before = before
        after = before
        count = 0
        length = 0
    }

    init?(_ bytes: [UInt8]) {
        var reader = WireReader(bytes)
        guard let segment = try? reader.uint64(), let first = try? reader.uint64(),
            let count = try? reader.uint64(), let length = try? reader.uint64(),
            let before = try? reader.hash(), let after = try? reader.hash(), reader.remaining == 0
        else { return nil }
        self.init(segment: segment, first: first, before: before)
        self.count = count
        self.length = length
        self.after = after
    }
}
