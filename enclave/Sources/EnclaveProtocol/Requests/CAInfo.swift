/// A certificate authority.
public struct CAInfo: WireCodable, Equatable {
    /// Its name.
    public var name: String
    /// Its key.
    public var keyID: Identifier
    /// Of its key.
    public var algorithm: KeyAlgorithm
    /// RFC 4514.
    public var subject: String
    /// DER, its own first, root last; empty while it waits for one.
    public var chain: [Blob]
    /// Unix seconds; 0 while it waits.
    public var notBefore: Int64
    /// Unix seconds; 0 while it waits.
    public var notAfter: Int64
    /// Where it stands.
    public var state: CAState
    /// The first is the default.
    public var profiles: [String]
    /// The authority that certified it.
    public var parent: String?
    /// Cross certificates and roots still to be trusted after a rotation, DER.
    public var previous: [Blob]

    /// A value.
    public init(
        name: String, keyID: Identifier, algorithm: KeyAlgorithm, subject: String, chain: [Blob], notBefore: Int64,
        notAfter: Int64, state: CAState, profiles: [String], parent: String? = nil, previous: [Blob]
    ) {
        self.name = name
        self.keyID = keyID
        self.algorithm = algorithm
        self.subject = subject
        self.chain = chain
        self.notBefore = notBefore
        self.notAfter = notAfter
        self.state = state
        self.profiles = profiles
        self.parent = parent
        self.previous = previous
    }

    public init(from reader: inout WireReader) throws(WireError) {
        name = try reader.string()
        keyID = try reader.value()
        algorithm = try reader.value()
        subject = try reader.string()
        chain = try reader.list()
        notBefore = try reader.int64()
        notAfter = try reader.int64()
        state = try reader.value()
        profiles = try reader.list()
        parent = try reader.optional()
        previous = try reader.list()
    }

    public func encode(to writer: inout WireWriter) {
        writer.string(name)
        writer.value(keyID)
        writer.value(algorithm)
        writer.string(subject)
        writer.list(chain)
        writer.int64(notBefore)
        writer.int64(notAfter)
        writer.value(state)
        writer.list(profiles)
        writer.optional(parent)
        writer.list(previous)
    }
}

/// Where an authority stands.
public enum CAState: UInt8, WireWord, Named {
    /// Waits for the chain of its external root.
    case pending = 1
    /// Issues.
    case active = 2

    public var name: String { String(describing: self) }
}
