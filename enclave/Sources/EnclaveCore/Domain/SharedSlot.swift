internal import EnclaveProtocol
internal import Journal

/// A slot of shared state with its value, as it goes from member to member.
struct SharedSlot: WireCodable {
    var slot: RecordSlot
    /// Nil where the slot has none any more.
    var value: [UInt8]?

    init(_ slot: RecordSlot, _ value: [UInt8]?) {
        self.slot = slot
        self.value = value
    }

    init(_ mutation: Mutation) { self.init(mutation.slot, mutation.value) }

    var mutation: Mutation { Mutation(slot, value) }

    init(from reader: inout WireReader) throws(WireError) {
        slot = RecordSlot(kind: try reader.uint8(), id: try reader.value())
        value = try reader.bool() ? try reader.data() : nil
    }

    func encode(to writer: inout WireWriter) {
        writer.uint8(slot.kind)
        writer.value(slot.id)
        writer.bool(value != nil)
        if let value { writer.data(value) }
    }
}
