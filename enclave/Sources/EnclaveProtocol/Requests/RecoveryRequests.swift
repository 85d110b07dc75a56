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
