/// Writes an entry of the caller's own into the audit: an alarm that a door raises. Its words are the caller's.
public struct AuditNote: EnclaveRequest, Equatable {
    public static let operation = EnclaveOperation.auditNote
    public typealias Answer = Empty

    /// What happened, as a name such as `decrypt-alarm`.
    public var subject: String
    /// One line of at most 256 bytes.
    public var detail: String

    /// A request.
    public init(subject: String, detail: String) {
        self.subject = subject
        self.detail = detail
    }

    public init(from reader: inout WireReader) throws(WireError) {
        subject = try reader.string()
        detail = try reader.string()
    }

    public func encode(to writer: inout WireWriter) {
        writer.string(subject)
        writer.string(detail)
    }
}

/// Reads audit entries as they stand in the journal.
public struct AuditRead: EnclaveRequest, Equatable {
    public static let operation = EnclaveOperation.auditRead
    public typealias Answer = AuditReadAnswer

    /// First entry's number.
    public var from: UInt64
    /// Most entries, 1 to 1,000.
    public var limit: UInt16

    /// A request.
    public init(from: UInt64, limit: UInt16) {
        self.from = from
        self.limit = limit
    }

    public init(from reader: inout WireReader) throws(WireError) {
        from = try reader.uint64()
        limit = try reader.uint16()
    }

    public func encode(to writer: inout WireWriter) {
        writer.uint64(from)
        writer.uint16(limit)
    }
}

/// Durable audit entries, each checked before it is given out.
public struct AuditReadAnswer: WireCodable, Equatable {
    /// The header line that makes the lines a file of their own, for `casemate audit verify`.
    public var header: [UInt8]
    /// One JSON object each.
    public var lines: [Blob]
    /// Number of the entry to ask for next; nil when this is all that is durable.
    public var next: UInt64?

    /// A value.
    public init(header: [UInt8], lines: [Blob], next: UInt64?) {
        self.header = header
        self.lines = lines
        self.next = next
    }

    public init(from reader: inout WireReader) throws(WireError) {
        header = try reader.data(limit: 4096)
        lines = try reader.list()
        next = try reader.optional()
    }

    public func encode(to writer: inout WireWriter) {
        writer.data(header)
        writer.list(lines)
        writer.optional(next)
    }
}
