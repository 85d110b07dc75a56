/// Adopts a certificate authority whose key was made elsewhere. Needs an administrator and a sealed session.
public struct CAImport: EnclaveRequest, Equatable {
    public static let operation = EnclaveOperation.caImport
    public typealias Answer = CAInfo

    /// Its name.
    public var name: String
    /// DER, its own first; where the root is known it is the last.
    public var chain: [Blob]
    /// Profiles it may issue by; the first is the default.
    public var profiles: [String]
    /// The private key: a key file in clear, or the file that `casemate key seal` wrote.
    public var privateKey: [UInt8]
    /// `privateKey` is sealed; one that came in clear is marked for ever.
    public var isSealed: Bool

    /// A request.
    public init(name: String, chain: [Blob], profiles: [String], privateKey: [UInt8], isSealed: Bool) {
        self.name = name
        self.chain = chain
        self.profiles = profiles
        self.privateKey = privateKey
        self.isSealed = isSealed
    }

    public init(from reader: inout WireReader) throws(WireError) {
        name = try reader.string()
        chain = try reader.list()
        profiles = try reader.list()
        privateKey = try reader.data()
        isSealed = try reader.bool()
    }

    public func encode(to writer: inout WireWriter) {
        writer.string(name)
        writer.list(chain)
        writer.list(profiles)
        writer.data(privateKey)
        writer.bool(isSealed)
    }
}

/// Adopts a certificate authority whose key was wrapped to a `receive` key. Needs an administrator, or a template that
/// covers the authority and imports.
public struct CAReceive: EnclaveRequest, Equatable {
    public static let operation = EnclaveOperation.caReceive
    public typealias Answer = CAInfo

    /// Its name.
    public var name: String
    /// DER, its own first; where the root is known it is the last.
    public var chain: [Blob]
    /// Profiles it may issue by; the first is the default.
    public var profiles: [String]
    /// The `receive` key.
    public var receiver: KeySelector
    /// How the key was wrapped.
    public var mechanism: ReceiveMechanism
    /// As in `KeyReceive`, of a PKCS#8 key.
    public var wrapped: [UInt8]

    /// A request.
    public init(
        name: String, chain: [Blob], profiles: [String], receiver: KeySelector, mechanism: ReceiveMechanism,
        wrapped: [UInt8]
    ) {
        self.name = name
        self.chain = chain
        self.profiles = profiles
        self.receiver = receiver
        self.mechanism = mechanism
        self.wrapped = wrapped
    }

    public init(from reader: inout WireReader) throws(WireError) {
        name = try reader.string()
        chain = try reader.list()
        profiles = try reader.list()
        receiver = try reader.value()
        mechanism = try reader.value()
        wrapped = try reader.data()
    }

    public func encode(to writer: inout WireWriter) {
        writer.string(name)
        writer.list(chain)
        writer.list(profiles)
        writer.value(receiver)
        writer.value(mechanism)
        writer.data(wrapped)
    }
}
