internal import EnclaveProtocol

/// A key as the journal holds it.
struct KeyRecord: WireCodable {
    static let format: UInt8 = 1

    var id: Identifier
    var tenant: String
    var name: String
    var algorithm: KeyAlgorithm
    var purpose: KeyPurpose
    var origin: KeyOrigin
    var export: KeyExport
    var replication: KeyReplication
    var audit: KeyAudit
    var state: KeyState
    /// Platform and measurement it was made or imported on.
    var provenance: String
    /// Oldest first; numbers rise by one from 1.
    var versions: [KeyVersion]

    /// What callers may see.
    var info: KeyInfo {
        KeyInfo(
            id: id, tenant: tenant, name: name, algorithm: algorithm, purpose: purpose, origin: origin, export: export,
            replication: replication, audit: audit, state: state, publicKey: versions.last?.publicKey ?? [],
            versions: versions.map { KeyVersionInfo(number: $0.number, created: $0.created) }, provenance: provenance)
    }

    init(
        template: KeyTemplate, tenant: String, origin: KeyOrigin, provenance: String, firstVersion: KeyVersion
    ) {
        id = .random()
        self.tenant = tenant
        name = template.name
        algorithm = template.algorithm
        purpose = template.purpose
        self.origin = origin
        export = template.export
        replication = template.replication
        audit = template.audit
        state = .active
        self.provenance = provenance
        versions = [firstVersion]
    }

    init(from reader: inout WireReader) throws(WireError) {
        try reader.format(Self.format)
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
        provenance = try reader.string()
        versions = try reader.list()
    }

    func encode(to writer: inout WireWriter) {
        writer.uint8(Self.format)
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
        writer.string(provenance)
        writer.list(versions)
    }
}

/// One version of a key: its private bytes are gone once the key is destroyed.
struct KeyVersion: WireCodable {
    var number: UInt32
    /// Unix seconds.
    var created: Int64
    /// As `LiveKey.stored` gives it; empty after destruction.
    var stored: [UInt8]
    /// SubjectPublicKeyInfo, DER; empty for symmetric keys.
    var publicKey: [UInt8]

    init(number: UInt32, created: Int64, stored: [UInt8], publicKey: [UInt8]) {
        self.number = number
        self.created = created
        self.stored = stored
        self.publicKey = publicKey
    }

    init(from reader: inout WireReader) throws(WireError) {
        number = try reader.uint32()
        created = try reader.int64()
        stored = try reader.data(limit: 8192)
        publicKey = try reader.data(limit: 4096)
    }

    func encode(to writer: inout WireWriter) {
        writer.uint32(number)
        writer.int64(created)
        writer.data(stored)
        writer.data(publicKey)
    }
}
