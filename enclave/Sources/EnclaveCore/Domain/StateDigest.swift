internal import Crypto
internal import EnclaveProtocol
internal import Journal

/// A part of shared state: the slots of one kind whose ids begin with one byte.
struct StatePart: WireCodable, Hashable {
    /// Most parts asked for in one message. Small ones come together: a takeover costs as many exchanges as it has bytes.
    static let mostAtOnce = 512

    let kind: UInt8
    let prefix: UInt8

    init(kind: UInt8, prefix: UInt8) {
        self.kind = kind
        self.prefix = prefix
    }

    init(of slot: RecordSlot) { self.init(kind: slot.kind, prefix: UInt8(truncatingIfNeeded: slot.id.high >> 56)) }

    init(from reader: inout WireReader) throws(WireError) {
        kind = try reader.uint8()
        prefix = try reader.uint8()
    }

    func encode(to writer: inout WireWriter) {
        writer.uint8(kind)
        writer.uint8(prefix)
    }

    /// The id before the first of the part; nil for the first part of all.
    var before: Identifier? {
        prefix == 0 ? nil : Identifier(high: UInt64(prefix) << 56 &- 1, low: .max)
    }

    func holds(_ id: Identifier) -> Bool { UInt8(truncatingIfNeeded: id.high >> 56) == prefix }
}

/// The keyed digest of a part that has slots.
struct StateDigest: WireCodable, Hashable {
    /// Most parts there can be.
    static let most = 16 * 256

    let part: StatePart
    /// The first 16 bytes of an HMAC-SHA256.
    let digest: Identifier

    init(part: StatePart, digest: Identifier) {
        self.part = part
        self.digest = digest
    }

    init(from reader: inout WireReader) throws(WireError) {
        part = try reader.value()
        digest = try reader.value()
    }

    func encode(to writer: inout WireWriter) {
        writer.value(part)
        writer.value(digest)
    }
}

extension Enclave {
    /// Ids looked at in one pass over the journal's index.
    private static let idsAtOnce = 8192

    /// Digests of every part of shared state that has slots. Reads all of it: work for a slow thread.
    func stateDigests() throws(Refusal) -> [StateDigest] {
        let key = domainKey.derived("casemate/domain/state/1")
        var digests: [StateDigest] = []
        for kind in Self.sharedKinds {
            var part: StatePart?
            var code = HMAC<SHA256>(key: key)
            func close() {
                guard let part, let digest = Identifier(bytes: Array(code.finalize()).prefix(16)) else { return }
                digests.append(StateDigest(part: part, digest: digest))
            }
            try forEachShared(kind, after: nil) { slot, value in
                if StatePart(of: slot) != part {
                    close()
                    part = StatePart(of: slot)
                    code = HMAC<SHA256>(key: key)
                }
                code.update(data: SharedSlot(slot, value).encoded)
                return true
            }
            close()
        }
        return digests
    }

    /// Calls `body` with the shared slots of a kind behind an id, ascending, until it says false.
    func forEachShared(
        _ kind: RecordKind, after first: Identifier?, _ body: (RecordSlot, [UInt8]) -> Bool
    ) throws(Refusal) {
        var after = first
        while true {
            let ids = journal.slots(kind: kind.rawValue, after: after, limit: Self.idsAtOnce)
            for id in ids {
                let slot = kind.slot(id)
                // A slot that was removed meanwhile is passed over.
                guard let value = try read(slot), try isShared(slot, value) else { continue }
                guard body(slot, value) else { return }
            }
            guard ids.count == Self.idsAtOnce else { return }
            after = ids.last
        }
    }

    /// Slots of parts, of the first one behind an id, as many as fit into a message; how many parts are whole.
    func slots(
        of parts: [StatePart], after: Identifier?
    ) throws(Refusal) -> (slots: [SharedSlot], whole: UInt16) {
        var slots: [SharedSlot] = []
        var bytes = 0
        var whole: UInt16 = 0
        for part in parts {
            guard try add(part, after: whole == 0 ? after : nil, to: &slots, &bytes) else { break }
            whole += 1
        }
        return (slots, whole)
    }

    /// Adds the slots of a part as far as there is room; false when it is not whole.
    private func add(
        _ part: StatePart, after: Identifier?, to slots: inout [SharedSlot], _ bytes: inout Int
    ) throws(Refusal) -> Bool {
        guard let kind = RecordKind(rawValue: part.kind), Self.sharedKinds.contains(kind) else { return true }
        var isWhole = true
        try forEachShared(kind, after: after ?? part.before) { slot, value in
            guard part.holds(slot.id) else { return false }
            bytes += value.count + 64
            guard bytes <= Self.slotBytes || slots.isEmpty else {
                isWhole = false
                return false
            }
            slots.append(SharedSlot(slot, value))
            return true
        }
        return isWhole
    }

    /// Most bytes of slots in one message: there are several copies of it on its way out, for each member that asks.
    private static let slotBytes = 64 << 10
}
