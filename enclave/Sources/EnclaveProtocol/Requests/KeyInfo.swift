/// What anyone allowed to see a key learns of it.
public struct KeyInfo: WireCodable, Equatable {
    public var id: Identifier
    public var tenant: String
    public var name: String
    public var algorithm: KeyAlgorithm
    public var purpose: KeyPurpose
    public var origin: KeyOrigin
    public var export: KeyExport
    public var replication: KeyReplication
    public var audit: KeyAudit
    public var state: KeyState
    /// SubjectPublicKeyInfo of the newest version, DER; empty for symmetric keys.
    public var publicKey: [UInt8]
    /// The versions, oldest first.
    public var versions: [KeyVersionInfo]
    /// The platform and measurement the key was made or imported on.
    public var provenance: String

    /// Facts of a key.
    public init(
        id: Identifier, tenant: String, name: String, algorithm: KeyAlgorithm, purpose: KeyPurpose, origin: KeyOrigin,
        export: KeyExport, replication: KeyReplication, audit: KeyAudit, state: KeyState, publicKey: [UInt8],
        versions: [KeyVersionInfo], provenance: String
    ) {
        self.id = id
        self.tenant = tenant
        self.name = name
        self.algorithm = algorithm
        self.purpose = purpose
        self.origin = origin
        self.export = export
        self.replication = replication
        self.audit = audit
        self.state = state
        self.publicKey = publicKey
        self.versions = versions
        self.provenance = provenance
    }

    public init(from reader: inout WireReader) throws(WireError) {
        id = try reader.value()
        tenant = try reader.string()
        name = try reader.string()
        algorithm = try reader.value()
        purpose = try reader.value()
        origin = try reader.value()
        export = try reader.value()
        replication = try reader.value()
        audit = try reader.value()
        state = try reader.value()
        publicKey = try reader.data(limit: 4096)
        versions = try reader.list()
        provenance = try reader.string()
    }

    public func encode(to writer: inout WireWriter) {
        writer.value(id)
        writer.string(tenant)
        writer.string(name)
        writer.value(algorithm)
        writer.value(purpose)
        writer.value(origin)
        writer.value(export)
        writer.value(replication)
        writer.value(audit)
        writer.value(state)
        writer.data(publicKey)
        writer.list(versions)
        writer.string(provenance)
    }
}

/// One version of a key.
public struct KeyVersionInfo: WireCodable, Equatable {
    /// 1, 2, 3 …
    public var number: UInt32
    /// Unix seconds.
    public var created: Int64

    /// A version.
    public init(number: UInt32, created: Int64) {
        self.number = number
        self.created = created
    }

    public init(from reader: inout WireReader) throws(WireError) {
        number = try reader.uint32()
        created = try reader.int64()
    }

    public func encode(to writer: inout WireWriter) {
        writer.uint32(number)
        writer.int64(created)
    }
}
