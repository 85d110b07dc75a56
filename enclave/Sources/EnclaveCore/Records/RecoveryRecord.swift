internal import EnclaveProtocol

/// The newest set of recovery shares: who holds them, not what they are.
struct RecoveryRecord: WireCodable {
    static let format: UInt8 = 1

    var setID: Identifier
    /// Unix seconds.
    var created: Int64
    var threshold: UInt8
    var holders: [String]

    init(setID: Identifier, created: Int64, threshold: UInt8, holders: [String]) {
        self.setID = setID
        self.created = created
        self.threshold = threshold
        self.holders = holders
    }

    init(from reader: inout WireReader) throws(WireError) {
        try reader.format(Self.format)
        setID = try reader.value()
        created = try reader.int64()
        threshold = try reader.uint8()
        holders = try reader.list(limit: 255)
    }

    func encode(to writer: inout WireWriter) {
        writer.uint8(Self.format)
        writer.value(setID)
        writer.int64(created)
        writer.uint8(threshold)
        writer.list(holders)
    }
}
