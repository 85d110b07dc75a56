/// One member as another sees it.
public struct MemberStatus: WireCodable, Equatable {
    /// Its id.
    public var id: Identifier
    /// The name it was admitted under.
    public var name: String
    /// Its platform and measurement when it was admitted.
    public var measurement: String
    /// When its evidence expires, Unix seconds; 0 when nothing says.
    public var evidenceExpires: Int64
    /// When it was admitted, Unix seconds.
    public var admitted: Int64
    /// Milliseconds since it was last heard of; nil when never since this member's start.
    public var lastHeard: UInt64?
    /// The newest shared change it said it has.
    public var position: DomainNumber
    /// The newest term it promised to a member, itself perhaps; 0 when it said of none.
    public var promised: UInt32
    /// Why this member refuses it; empty when it does not.
    public var refusedBecause: String

    /// A member.
    public init(
        id: Identifier, name: String, measurement: String, evidenceExpires: Int64, admitted: Int64,
        lastHeard: UInt64?, position: DomainNumber, promised: UInt32 = 0, refusedBecause: String
    ) {
        self.id = id
        self.name = name
        self.measurement = measurement
        self.evidenceExpires = evidenceExpires
        self.admitted = admitted
        self.lastHeard = lastHeard
        self.position = position
        self.promised = promised
        self.refusedBecause = refusedBecause
    }

    public init(from reader: inout WireReader) throws(WireError) {
        id = try reader.value()
        name = try reader.string()
        measurement = try reader.string()
        evidenceExpires = try reader.int64()
        admitted = try reader.int64()
        lastHeard = try reader.optional()
        position = try reader.value()
        promised = try reader.uint32()
        refusedBecause = try reader.string()
    }

    public func encode(to writer: inout WireWriter) {
        writer.value(id)
        writer.string(name)
        writer.string(measurement)
        writer.int64(evidenceExpires)
        writer.int64(admitted)
        writer.optional(lastHeard)
        writer.value(position)
        writer.uint32(promised)
        writer.string(refusedBecause)
    }
}
