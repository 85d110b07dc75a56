internal import EnclaveProtocol

/// The newest backup that was written: when, and of which state.
struct BackupRecord: WireCodable {
    static let format: UInt8 = 1

    /// Unix seconds.
    var created: Int64
    /// The newest record it holds.
    var recordNumber: UInt64

    init(created: Int64, recordNumber: UInt64) {
        self.created = created
        self.recordNumber = recordNumber
    }

    init(from reader: inout WireReader) throws(WireError) {
        try reader.format(Self.format)
        created = try reader.int64()
        recordNumber = try reader.uint64()
    }

    func encode(to writer: inout WireWriter) {
        writer.uint8(Self.format)
        writer.int64(created)
        writer.uint64(recordNumber)
    }
}
