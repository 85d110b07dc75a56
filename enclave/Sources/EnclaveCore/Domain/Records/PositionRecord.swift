internal import EnclaveProtocol

/// How far this member is in the domain's changes, and what it has promised. Each member has its own.
struct PositionRecord: WireCodable, Equatable {
    /// 2 added `isSigned`.
    static let format: UInt8 = 2

    /// The newest shared change that is complete here.
    var position: DomainNumber
    /// Values newer than `position` may be here: the takeover of another member's state was begun and did not end.
    var isCatchingUp: Bool
    /// Shared changes of an older term are refused from now on.
    var promised: UInt32
    /// The one member that may begin that term, as far as this one has a say.
    var candidate: Identifier?
    /// An administrator asked for that promise.
    var isSigned: Bool
    /// Why the domain refuses this member; nil while it does not.
    var refused: String?

    init(
        position: DomainNumber = .none, isCatchingUp: Bool = false, promised: UInt32 = 0,
        candidate: Identifier? = nil, isSigned: Bool = false, refused: String? = nil
    ) {
        self.position = position
        self.isCatchingUp = isCatchingUp
        self.promised = promised
        self.candidate = candidate
        self.isSigned = isSigned
        self.refused = refused
    }

    init(from reader: inout WireReader) throws(WireError) {
        let format = try reader.uint8()
        guard (1...Self.format).contains(format) else { throw .invalidValue(field: "record format") }
        position = try reader.value()
        isCatchingUp = try reader.bool()
        promised = try reader.uint32()
        candidate = try reader.optional()
        refused = try reader.optional()
        isSigned = format == 1 ? promised > 0 : try reader.bool()
    }

    func encode(to writer: inout WireWriter) {
        writer.uint8(Self.format)
        writer.value(position)
        writer.bool(isCatchingUp)
        writer.uint32(promised)
        writer.optional(candidate)
        writer.optional(refused)
        writer.bool(isSigned)
    }
}
