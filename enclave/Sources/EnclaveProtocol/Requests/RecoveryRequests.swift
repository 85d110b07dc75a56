/// A holder of a recovery share.
public struct RecoveryHolder: WireCodable, Equatable {
    /// For people.
    public var name: String
    /// P-256 SubjectPublicKeyInfo, DER.
    public var publicKey: [UInt8]

    /// A value.
    public init(name: String, publicKey: [UInt8]) {
        self.name = name
        self.publicKey = publicKey
    }

    public init(from reader: inout WireReader) throws(WireError) {
        name = try reader.string()
        publicKey = try reader.data()
    }

    public func encode(to writer: inout WireWriter) {
        writer.string(name)
        writer.data(publicKey)
    }
}

/// Makes k-of-n recovery shares of the domain key, each encrypted inside to its holder. Needs an administrator.
public struct RecoveryCreate: EnclaveRequest, Equatable {
    public static let operation = EnclaveOperation.recoveryCreate
    public typealias Answer = RecoveryShares

    /// Shares needed.
    public var threshold: UInt8
    /// At most 16.
    public var holders: [RecoveryHolder]

    /// A request.
    public init(threshold: UInt8, holders: [RecoveryHolder]) {
        self.threshold = threshold
        self.holders = holders
    }

    public init(from reader: inout WireReader) throws(WireError) {
        threshold = try reader.uint8()
        holders = try reader.list()
    }

    public func encode(to writer: inout WireWriter) {
        writer.uint8(threshold)
        writer.list(holders)
    }
}

/// Sealed shares in the order of their holders.
public struct RecoveryShares: WireCodable, Equatable {
    /// The set.
    public var setID: Identifier
    /// As KeyOperations writes them.
    public var shares: [Blob]

    /// A value.
    public init(setID: Identifier, shares: [Blob]) {
        self.setID = setID
        self.shares = shares
    }

    public init(from reader: inout WireReader) throws(WireError) {
        setID = try reader.value()
        shares = try reader.list()
    }

    public func encode(to writer: inout WireWriter) {
        writer.value(setID)
        writer.list(shares)
    }
}

/// Submits an opened share to a locked enclave, inside a sealed session.
public struct RecoverySubmit: EnclaveRequest, Equatable {
    public static let operation = EnclaveOperation.recoverySubmit
    public typealias Answer = RecoveryProgress

    /// The clear share.
    public var share: [UInt8]

    /// A request.
    public init(share: [UInt8]) {
        self.share = share
    }

    public init(from reader: inout WireReader) throws(WireError) {
        share = try reader.data()
    }

    public func encode(to writer: inout WireWriter) {
        writer.data(share)
    }
}

/// How far the unlocking is.
public struct RecoveryProgress: WireCodable, Equatable {
    /// Shares so far.
    public var received: UInt8
    /// Shares needed.
    public var threshold: UInt8
    /// `open` once done.
    public var state: EnclaveState

    /// A value.
    public init(received: UInt8, threshold: UInt8, state: EnclaveState) {
        self.received = received
        self.threshold = threshold
        self.state = state
    }

    public init(from reader: inout WireReader) throws(WireError) {
        received = try reader.uint8()
        threshold = try reader.uint8()
        state = try reader.value()
    }

    public func encode(to writer: inout WireWriter) {
        writer.uint8(received)
        writer.uint8(threshold)
        writer.value(state)
    }
}

/// Writes a backup beside the state; it opens only with recovery shares. Needs an administrator.
public struct BackupCreate: EnclaveRequest, Equatable {
    public static let operation = EnclaveOperation.backupCreate
    public typealias Answer = BackupAnswer

    /// A request.
    public init() {}
    public init(from reader: inout WireReader) throws(WireError) {}
    public func encode(to writer: inout WireWriter) {}
}

/// A backup file.
public struct BackupAnswer: WireCodable, Equatable {
    /// File name in the state directory.
    public var name: String
    /// Bytes.
    public var length: UInt64
    /// SHA-256.
    public var digest: [UInt8]

    /// A value.
    public init(name: String, length: UInt64, digest: [UInt8]) {
        self.name = name
        self.length = length
        self.digest = digest
    }

    public init(from reader: inout WireReader) throws(WireError) {
        name = try reader.string()
        length = try reader.uint64()
        digest = try reader.data()
    }

    public func encode(to writer: inout WireWriter) {
        writer.string(name)
        writer.uint64(length)
        writer.data(digest)
    }
}

/// Finishes a restore under a new instance id. Needs an administrator of the backup.
public struct RestoreRequest: EnclaveRequest, Equatable {
    public static let operation = EnclaveOperation.restore
    public typealias Answer = Empty

    /// A request.
    public init() {}
    public init(from reader: inout WireReader) throws(WireError) {}
    public func encode(to writer: inout WireWriter) {}
}

/// Compacts the journal now.
public struct CompactRequest: EnclaveRequest, Equatable {
    public static let operation = EnclaveOperation.compact
    public typealias Answer = Empty

    /// A request.
    public init() {}
    public init(from reader: inout WireReader) throws(WireError) {}
    public func encode(to writer: inout WireWriter) {}
}

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
