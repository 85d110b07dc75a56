/// The first frame of every connection: which protocol versions the client speaks.
public struct Hello: WireCodable, Equatable {
    /// The protocol version this source tree speaks.
    public static let currentVersion: UInt16 = 1

    /// Lowest version the client speaks.
    public var minimumVersion: UInt16
    /// Highest version the client speaks.
    public var maximumVersion: UInt16
    /// Program and version, for the log.
    public var client: String

    /// A hello.
    public init(
        minimumVersion: UInt16 = Hello.currentVersion, maximumVersion: UInt16 = Hello.currentVersion, client: String
    ) {
        self.minimumVersion = minimumVersion
        self.maximumVersion = maximumVersion
        self.client = client
    }

    public init(from reader: inout WireReader) throws(WireError) {
        minimumVersion = try reader.uint16()
        maximumVersion = try reader.uint16()
        client = try reader.string(limit: 128)
    }

    public func encode(to writer: inout WireWriter) {
        writer.uint16(minimumVersion)
        writer.uint16(maximumVersion)
        writer.string(client)
    }
}

/// The life of an enclave's state.
public enum EnclaveState: UInt8, WireWord, Named {
    /// No administrator was enrolled yet.
    case new = 1
    /// The domain key is not available: only hello, status, evidence and unlock are answered.
    case locked = 2
    /// In service.
    case open = 3

    public var name: String { String(describing: self) }
}

/// The enclave's answer to hello.
public struct HelloAnswer: WireCodable, Equatable {
    /// The negotiated version.
    public var version: UInt16
    /// The instance's id.
    public var instanceID: Identifier
    /// Where its state stands.
    public var state: EnclaveState
    /// The session key to pin: an uncompressed P-256 point, 65 bytes (X9.63).
    public var sessionKey: [UInt8]
    /// The identity this listener gives its callers.
    public var identity: String
    /// This listener answers nothing outside a sealed session.
    public var requiresSession: Bool

    /// An answer.
    public init(
        version: UInt16, instanceID: Identifier, state: EnclaveState, sessionKey: [UInt8], identity: String,
        requiresSession: Bool
    ) {
        self.version = version
        self.instanceID = instanceID
        self.state = state
        self.sessionKey = sessionKey
        self.identity = identity
        self.requiresSession = requiresSession
    }

    public init(from reader: inout WireReader) throws(WireError) {
        version = try reader.uint16()
        instanceID = try reader.value()
        state = try reader.value()
        sessionKey = try reader.data(limit: 256)
        identity = try reader.string(limit: 128)
        requiresSession = try reader.bool()
    }

    public func encode(to writer: inout WireWriter) {
        writer.uint16(version)
        writer.value(instanceID)
        writer.value(state)
        writer.data(sessionKey)
        writer.string(identity)
        writer.bool(requiresSession)
    }
}

/// Opens a sealed session: the HPKE encapsulated key (DHKEM P-256), 65 bytes. The answer is `SessionAccepted` sealed
/// in the new session, which proves that the enclave holds the session key.
public struct SessionOpen: WireCodable, Equatable {
    /// The encapsulated key.
    public var encapsulatedKey: [UInt8]

    /// An opening.
    public init(encapsulatedKey: [UInt8]) { self.encapsulatedKey = encapsulatedKey }

    public init(from reader: inout WireReader) throws(WireError) { encapsulatedKey = try reader.data(limit: 256) }
    public func encode(to writer: inout WireWriter) { writer.data(encapsulatedKey) }
}
