internal import EnclaveProtocol

/// The instance's own secrets and facts; there is one.
struct InstanceRecord: WireCodable {
    static let format: UInt8 = 1

    /// P-256: signs checkpoints.
    var identityKey: [UInt8]
    /// P-256 scalar: sealed sessions.
    var sessionKey: [UInt8]
    /// P-256 scalar: sealed imports.
    var importKey: [UInt8]
    var importKeyID: Identifier
    var isDevelopment: Bool
    /// Unix seconds.
    var created: Int64
    /// The instance this one was restored from.
    var restoredFrom: Identifier?

    init(
        identityKey: [UInt8], sessionKey: [UInt8], importKey: [UInt8], isDevelopment: Bool, created: Int64,
        restoredFrom: Identifier? = nil
    ) {
        self.identityKey = identityKey
        self.sessionKey = sessionKey
        self.importKey = importKey
        importKeyID = .random()
        self.isDevelopment = isDevelopment
        self.created = created
        self.restoredFrom = restoredFrom
    }

    init(from reader: inout WireReader) throws(WireError) {
        try reader.format(Self.format)
        identityKey = try reader.data(limit: 256)
        sessionKey = try reader.data(limit: 256)
        importKey = try reader.data(limit: 256)
        importKeyID = try reader.value()
        isDevelopment = try reader.bool()
        created = try reader.int64()
        restoredFrom = try reader.optional()
    }

    func encode(to writer: inout WireWriter) {
        writer.uint8(Self.format)
        writer.data(identityKey)
        writer.data(sessionKey)
        writer.data(importKey)
        writer.value(importKeyID)
        writer.bool(isDevelopment)
        writer.int64(created)
        writer.optional(restoredFrom)
    }
}

extension WireReader {
    /// The record's format byte; another is refused.
    mutating func format(_ known: UInt8) throws(WireError) {
        guard try uint8() == known else { throw .invalidValue(field: "record format") }
    }
}
