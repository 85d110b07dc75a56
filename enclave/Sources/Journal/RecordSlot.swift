package import EnclaveProtocol

/// The address of a value: a kind and a 128-bit id. The newest mutation of a slot wins.
package struct RecordSlot: Sendable, Hashable {
    package let kind: UInt8
    package let id: Identifier

    package init(kind: UInt8, id: Identifier) {
        self.kind = kind
        self.id = id
    }

    /// The journal's own slots, one an audit archive; a caller may not use this kind.
    static let archiveKind: UInt8 = 255

    static func archive(_ segment: UInt64) -> RecordSlot {
        RecordSlot(kind: archiveKind, id: Identifier(high: 0, low: segment))
    }
}

/// One change of a record's sealed payload.
package struct Mutation: Sendable {
    package let slot: RecordSlot
    /// The new value; nil removes the slot.
    package let value: [UInt8]?

    package init(_ slot: RecordSlot, _ value: [UInt8]?) {
        self.slot = slot
        self.value = value
    }
}
