internal import EnclaveProtocol

/// A record frame taken apart.
struct RecordParts {
    let entry: [UInt8]
    let sealed: [UInt8]

    /// Nil when the lengths are not those of exactly this frame.
    init?(_ frame: [UInt8]) {
        var reader = WireReader(frame)
        guard let entryLength = try? reader.uint32(), let sealedLength = try? reader.uint32(),
            let entry = try? reader.fixed(Int(entryLength)), let sealed = try? reader.fixed(Int(sealedLength)),
            reader.remaining == 0
        else { return nil }
        self.entry = entry
        self.sealed = sealed
    }

    /// The payload, when it was sealed at this index with this entry.
    func open(_ seal: RecordSeal, index: UInt32) -> [UInt8]? {
        // The entry names the hash of the sealed bytes, so what is bound is the entry up to there.
        guard entry.isEmpty || AuditLine.endsWith(Hash256.of(sealed), entry) else { return nil }
        var bound = seal.headerHash
        bound.reserveCapacity(bound.count + entry.count)
        bound += entry[..<(entry.isEmpty ? 0 : entry.count - AuditLine.suffixLength)]
        return seal.open(sealed, index: index, bound: bound)
    }
}
