/// Asks a member for its next message on a link that a relay opened to another member. The enclave decides what is said;
/// the relay only carries it.
public struct PeerSend: EnclaveRequest, Equatable {
    public static let operation = EnclaveOperation.peerSend
    public typealias Answer = Blob

    /// The relay's number for the link. A link that begins anew gets a new number.
    public var link: UInt64

    /// A request.
    public init(link: UInt64) { self.link = link }

    public init(from reader: inout WireReader) throws(WireError) { link = try reader.uint64() }
    public func encode(to writer: inout WireWriter) { writer.uint64(link) }
}

/// Hands a member the other's answer to what it last sent on a link.
public struct PeerReceive: EnclaveRequest, Equatable {
    public static let operation = EnclaveOperation.peerReceive
    public typealias Answer = PeerReceived

    /// The relay's number for the link.
    public var link: UInt64
    /// The answer as it came.
    public var message: [UInt8]

    /// A request.
    public init(link: UInt64, message: [UInt8]) {
        self.link = link
        self.message = message
    }

    public init(from reader: inout WireReader) throws(WireError) {
        link = try reader.uint64()
        message = try reader.data(limit: DomainLimits.message)
    }

    public func encode(to writer: inout WireWriter) {
        writer.uint64(link)
        writer.data(message)
    }
}

/// What became of an answer.
public struct PeerReceived: WireCodable, Equatable {
    /// Milliseconds to wait before the next message; 0 when there is more to say at once.
    public var pause: UInt32

    /// An outcome.
    public init(pause: UInt32) { self.pause = pause }

    public init(from reader: inout WireReader) throws(WireError) { pause = try reader.uint32() }
    public func encode(to writer: inout WireWriter) { writer.uint32(pause) }
}

/// Hands a member a message that came from another's relay; answered when there is something to answer, within two
/// seconds.
public struct PeerServe: EnclaveRequest, Equatable {
    public static let operation = EnclaveOperation.peerServe
    public typealias Answer = Blob

    /// The message as it came.
    public var message: [UInt8]

    /// A request.
    public init(message: [UInt8]) { self.message = message }

    public init(from reader: inout WireReader) throws(WireError) {
        message = try reader.data(limit: DomainLimits.message)
    }

    public func encode(to writer: inout WireWriter) { writer.data(message) }
}
