internal import EnclaveProtocol

/// A member as it was admitted. Shared.
struct MemberRecord: WireCodable, Equatable {
    static let format: UInt8 = 1

    var id: Identifier
    var name: String
    /// What it proves itself to other members with: SubjectPublicKeyInfo, DER.
    var identityKey: [UInt8]
    /// Platform and measurement its evidence showed.
    var measurement: String
    /// Unix seconds; 0 when nothing says.
    var evidenceExpires: Int64
    /// Unix seconds.
    var admitted: Int64

    init(
        id: Identifier, name: String, identityKey: [UInt8], measurement: String, evidenceExpires: Int64,
        admitted: Int64
    ) {
        self.id = id
        self.name = name
        self.identityKey = identityKey
        self.measurement = measurement
        self.evidenceExpires = evidenceExpires
        self.admitted = admitted
    }

    init(from reader: inout WireReader) throws(WireError) {
        try reader.format(Self.format)
        id = try reader.value()
        name = try reader.string(limit: 128)
        identityKey = try reader.data(limit: 256)
        measurement = try reader.string()
        evidenceExpires = try reader.int64()
        admitted = try reader.int64()
    }

    func encode(to writer: inout WireWriter) {
        writer.uint8(Self.format)
        writer.value(id)
        writer.string(name)
        writer.data(identityKey)
        writer.string(measurement)
        writer.int64(evidenceExpires)
        writer.int64(admitted)
    }
}
