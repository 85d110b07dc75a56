internal import EnclaveProtocol

/// A place the journal must reach: everything up to here was acknowledged.
struct Fence: Sendable, Equatable {
    var sequence: UInt64
    var segment: UInt64
    /// End of the last commit frame, or of the header.
    var offset: UInt64
    /// Number of the newest record; 0 when there is none.
    var record: UInt64
    var chain: Hash256

    /// Disks write sectors whole: a slot that does not authenticate was altered, not torn.
    static let sector = 512
    private static let macLength = 32

    /// One sector: the fields, zeros, HMAC-SHA256 over identity, slot and the bytes before.
    func encoded(slot: UInt8, _ identity: JournalIdentity, _ keys: JournalKeys) -> [UInt8] {
        var out: [UInt8] = []
        for value in [sequence, segment, offset, record] { out.append(bigEndian: value) }
        out += chain.bytes
        return Self.finish(out, slot: slot, identity, keys)
    }

    init(sequence: UInt64, segment: UInt64, offset: UInt64, record: UInt64, chain: Hash256) {
        self.sequence = sequence
        self.segment = segment
        self.offset = offset
        self.record = record
        self.chain = chain
    }

    /// Nil when the sector is not what was written into this slot.
    init?(_ sector: [UInt8], slot: UInt8, _ identity: JournalIdentity, _ ring: KeyRing) {
        guard Self.verify(sector, slot: slot, identity, ring) else { return nil }
        var reader = WireReader(sector)
        guard let sequence = try? reader.uint64(), let segment = try? reader.uint64(),
            let offset = try? reader.uint64(), let record = try? reader.uint64(), let chain = try? reader.hash()
        else { return nil }
        self.init(sequence: sequence, segment: segment, offset: offset, record: record, chain: chain)
    }

    static func finish(
        _ fields: [UInt8], slot: UInt8, _ identity: JournalIdentity, _ keys: JournalKeys
    ) -> [UInt8] {
        let body = fields + [UInt8](repeating: 0, count: sector - macLength - fields.count)
        return body + keys.authenticate(.fence, bound(body, slot, identity)).bytes
    }

    static func verify(
        _ sector: [UInt8], slot: UInt8, _ identity: JournalIdentity, _ ring: KeyRing
    ) -> Bool {
        guard sector.count == Self.sector else { return false }
        let body = Array(sector.dropLast(macLength))
        return ring.keys(for: .fence, bound(body, slot, identity), mac: Array(sector.suffix(macLength))) != nil
    }

    private static func bound(_ body: [UInt8], _ slot: UInt8, _ identity: JournalIdentity) -> [UInt8] {
        identity.instance.bytes + identity.member.bytes + [slot] + body
    }
}
