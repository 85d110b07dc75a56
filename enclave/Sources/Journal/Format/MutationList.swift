internal import EnclaveProtocol

/// The plaintext of a payload: nothing, or a count (2) and for each mutation kind 1, id 16, length 4 and the value;
/// length 0xFFFFFFFF is a removal.
enum MutationList {
    static let largest = 256 << 10
    private static let removal = UInt32.max

    static func encode(_ mutations: [Mutation]) throws(JournalError) -> [UInt8] {
        guard !mutations.isEmpty else { return [] }
        let size = mutations.reduce(2) { $0 + 21 + ($1.value?.count ?? 0) }
        guard size <= largest, let count = UInt16(exactly: mutations.count) else {
            throw JournalError(.tooLarge, "A record carries at most \(largest) bytes of changes. Split the request.")
        }
        var out: [UInt8] = []
        out.reserveCapacity(size)
        out.append(bigEndian: count)
        for mutation in mutations {
            out.append(mutation.slot.kind)
            out.append(bigEndian: mutation.slot.id.high)
            out.append(bigEndian: mutation.slot.id.low)
            out.append(bigEndian: mutation.value.map { UInt32($0.count) } ?? removal)
            if let value = mutation.value { out += value }
        }
        return out
    }

    /// Calls `body` with each slot and the range of its value (nil: removed); false when the list is malformed.
    static func walk<E: Error>(
        _ bytes: [UInt8], _ body: (UInt16, RecordSlot, Range<Int>?) throws(E) -> Void
    ) throws(E) -> Bool {
        guard !bytes.isEmpty else { return true }
        var reader = WireReader(bytes)
        guard let count = try? reader.uint16() else { return false }
        for index in 0..<count {
            guard let kind = try? reader.uint8(), let id = try? reader.value(Identifier.self),
                let length = try? reader.uint32()
            else { return false }
            let slot = RecordSlot(kind: kind, id: id)
            guard length != removal else {
                try body(index, slot, nil)
                continue
            }
            guard let value = try? reader.range(Int(length)) else { return false }
            try body(index, slot, value)
        }
        return reader.remaining == 0
    }

    /// The value of one mutation, or nil when there is no such value.
    static func value(_ bytes: [UInt8], at wanted: UInt16, of slot: RecordSlot) -> [UInt8]? {
        var found: [UInt8]?
        let sound = walk(bytes) { (index, held, range) in
            if index == wanted, held == slot, let range { found = Array(bytes[range]) }
        }
        return sound ? found : nil
    }
}
