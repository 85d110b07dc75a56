/// Replaces the administrators. Needs the old threshold of signatures.
public struct AdministratorsPut: EnclaveRequest, Equatable {
    public static let operation = EnclaveOperation.administratorsPut
    public typealias Answer = Empty

    /// SubjectPublicKeyInfo, Ed25519 or P-256, DER.
    public var administrators: [Blob]
    /// Signatures an operation needs.
    public var threshold: UInt8

    /// A request.
    public init(administrators: [Blob], threshold: UInt8) {
        self.administrators = administrators
        self.threshold = threshold
    }

    public init(from reader: inout WireReader) throws(WireError) {
        administrators = try reader.list()
        threshold = try reader.uint8()
    }

    public func encode(to writer: inout WireWriter) {
        writer.list(administrators)
        writer.uint8(threshold)
    }
}

/// Lists the administrators.
public struct AdministratorsList: BodilessRequest, Equatable {
    public static let operation = EnclaveOperation.administratorsList
    public typealias Answer = AdministratorsAnswer

    /// A request.
    public init() {}
}

/// The administrators and their threshold.
public struct AdministratorsAnswer: WireCodable, Equatable {
    /// SubjectPublicKeyInfo, DER.
    public var administrators: [Blob]
    /// Signatures an operation needs.
    public var threshold: UInt8

    /// A value.
    public init(administrators: [Blob], threshold: UInt8) {
        self.administrators = administrators
        self.threshold = threshold
    }

    public init(from reader: inout WireReader) throws(WireError) {
        administrators = try reader.list()
        threshold = try reader.uint8()
    }

    public func encode(to writer: inout WireWriter) {
        writer.list(administrators)
        writer.uint8(threshold)
    }
}

/// Accepts the host's clock after a jump locked issuance. Needs an administrator.
public struct ClockAccept: EnclaveRequest, Equatable {
    public static let operation = EnclaveOperation.clockAccept
    public typealias Answer = Empty

    /// The time accepted, Unix seconds; must be within a minute of the host's.
    public var time: Int64

    /// A request.
    public init(time: Int64) {
        self.time = time
    }

    public init(from reader: inout WireReader) throws(WireError) {
        time = try reader.int64()
    }

    public func encode(to writer: inout WireWriter) {
        writer.int64(time)
    }
}

/// Accepts the state that this start found although its anchor does not vouch for it. Needs an administrator.
public struct AnchorAccept: EnclaveRequest, Equatable {
    public static let operation = EnclaveOperation.anchorAccept
    public typealias Answer = Empty

    /// The newest record of that state, as `status` shows it: `anchorFound`.
    public var recordNumber: UInt64

    /// A request.
    public init(recordNumber: UInt64) {
        self.recordNumber = recordNumber
    }

    public init(from reader: inout WireReader) throws(WireError) {
        recordNumber = try reader.uint64()
    }

    public func encode(to writer: inout WireWriter) {
        writer.uint64(recordNumber)
    }
}
