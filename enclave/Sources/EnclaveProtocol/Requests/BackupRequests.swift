/// Writes a backup beside the state; it opens only with recovery shares. Needs an administrator.
public struct BackupCreate: BodilessRequest, Equatable {
    public static let operation = EnclaveOperation.backupCreate
    public typealias Answer = BackupAnswer

    /// A request.
    public init() {}
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
public struct RestoreRequest: BodilessRequest, Equatable {
    public static let operation = EnclaveOperation.restore
    public typealias Answer = Empty

    /// A request.
    public init() {}
}

/// Compacts the journal now.
public struct CompactRequest: BodilessRequest, Equatable {
    public static let operation = EnclaveOperation.compact
    public typealias Answer = Empty

    /// A request.
    public init() {}
}
