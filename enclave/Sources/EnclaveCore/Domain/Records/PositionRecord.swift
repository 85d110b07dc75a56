internal import EnclaveProtocol

/// How far this member is in the domain's changes, and what it has promised. Each member has its own.
struct PositionRecord: WireCodable, Equatable {
    static let format: UInt8 = 1

    /// The newest shared change that is complete here.
    var position: DomainNumber
    /// Values newer than `position` may be here: the takeover of another member's state was begun and did not end.
    var isCatchingUp: Bool
    /// Shared changes of an older term are refused from now on.
    var promised: UInt32
    /// Why the domain refuses this member; nil while it does not.
    var refused: String?

    init(
        position: DomainNumber = .none, isCatchingUp: Bool = false, promised: UInt32 = 0, refused: String? = nil
    ) {
        self.position = position
        self.isCatchingUp = isCatchingUp
        self.promised = promised
        self.refused = refused
    }

    init(from reader: inout WireReader) throws(WireError) {
        try reader.format(Self.format)
        position = try reader.value()
        isCatchingUp = try reader.bool()
        promised = try reader.uint32()
        refused = try reader.optional()
    }

    func encode(to writer: inout WireWriter) {
        writer.uint8(Self.format)
        writer.value(position)
        writer.bool(isCatchingUp)
        writer.uint32(promised)
        writer.optional(refused)
    }
}
