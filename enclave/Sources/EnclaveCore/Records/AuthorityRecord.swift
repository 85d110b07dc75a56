internal import EnclaveProtocol

/// A certificate authority as the journal holds it; its key is a `KeyRecord` of purpose `issue`.
struct AuthorityRecord: WireCodable {
    static let format: UInt8 = 1

    var tenant: String
    var name: String
    var keyID: Identifier
    /// RFC 4514, as asked.
    var subject: String
    var state: CAState
    /// The first is the default.
    var profiles: [String]
    var parent: String?
    var pathLength: Int64?
    /// Seconds, as asked at creation.
    var lifetime: Int64
    /// DER, its own first, root last; empty while it waits for one.
    var chain: [Blob]
    /// Certificates still to be trusted or presented after a rotation.
    var previous: [Blob]
    /// Number of the newest CRL.
    var crlNumber: UInt64

    init(request: CACreate, tenant: String, keyID: Identifier, chain: [Blob]) {
        self.tenant = tenant
        name = request.name
        self.keyID = keyID
        subject = request.subject
        state = chain.isEmpty ? .pending : .active
        profiles = request.profiles
        parent = request.parent
        pathLength = request.pathLength
        lifetime = request.lifetime
        self.chain = chain
        previous = []
        crlNumber = 0
    }

    init(from reader: inout WireReader) throws(WireError) {
        try reader.format(Self.format)
        tenant = try reader.string()
        name = try reader.string()
        keyID = try reader.value()
        subject = try reader.string()
        state = try reader.value()
        profiles = try reader.list()
        parent = try reader.optional()
        pathLength = try reader.optional()
        lifetime = try reader.int64()
        chain = try reader.list()
        previous = try reader.list()
        crlNumber = try reader.uint64()
    }

    func encode(to writer: inout WireWriter) {
        writer.uint8(Self.format)
        writer.string(tenant)
        writer.string(name)
        writer.value(keyID)
        writer.string(subject)
        writer.value(state)
        writer.list(profiles)
        writer.optional(parent)
        writer.optional(pathLength)
        writer.int64(lifetime)
        writer.list(chain)
        writer.list(previous)
        writer.uint64(crlNumber)
    }
}

/// A revoked serial; kept until its authority's certificate has expired.
struct RevocationRecord: WireCodable {
    static let format: UInt8 = 1

    /// Key id of the authority.
    var authority: Identifier
    var serial: [UInt8]
    /// Unix seconds.
    var date: Int64
    var reason: UInt8
    /// Unix seconds: when it may be forgotten.
    var expires: Int64

    init(authority: Identifier, serial: [UInt8], date: Int64, reason: UInt8, expires: Int64) {
        self.authority = authority
        self.serial = serial
        self.date = date
        self.reason = reason
        self.expires = expires
    }

    init(from reader: inout WireReader) throws(WireError) {
        try reader.format(Self.format)
        authority = try reader.value()
        serial = try reader.data(limit: 32)
        date = try reader.int64()
        reason = try reader.uint8()
        expires = try reader.int64()
    }

    func encode(to writer: inout WireWriter) {
        writer.uint8(Self.format)
        writer.value(authority)
        writer.data(serial)
        writer.int64(date)
        writer.uint8(reason)
        writer.int64(expires)
    }
}
