/// Facts about a new key, fixed at birth.
public struct KeyTemplate: WireCodable, Equatable {
    /// Unique within the tenant.
    public var name: String
    /// What it is made for.
    public var algorithm: KeyAlgorithm
    /// What it may do.
    public var purpose: KeyPurpose
    /// Whether it may leave.
    public var export: KeyExport
    /// Where its record is held.
    public var replication: KeyReplication
    /// How its uses are written.
    public var audit: KeyAudit

    /// A value.
    public init(
        name: String, algorithm: KeyAlgorithm, purpose: KeyPurpose, export: KeyExport, replication: KeyReplication,
        audit: KeyAudit
    ) {
        self.name = name
        self.algorithm = algorithm
        self.purpose = purpose
        self.export = export
        self.replication = replication
        self.audit = audit
    }

    public init(from reader: inout WireReader) throws(WireError) {
        name = try reader.string()
        algorithm = try reader.value()
        purpose = try reader.value()
        export = try reader.value()
        replication = try reader.value()
        audit = try reader.value()
    }

    public func encode(to writer: inout WireWriter) {
        writer.string(name)
        writer.value(algorithm)
        writer.value(purpose)
        writer.value(export)
        writer.value(replication)
        writer.value(audit)
    }
}

/// Generates a key inside. Needs an administrator or a template.
public struct KeyGenerate: EnclaveRequest, Equatable {
    public static let operation = EnclaveOperation.keyGenerate
    public typealias Answer = KeyInfo

    /// The key to make.
    public var key: KeyTemplate

    /// A request.
    public init(key: KeyTemplate) {
        self.key = key
    }

    public init(from reader: inout WireReader) throws(WireError) {
        key = try reader.value()
    }

    public func encode(to writer: inout WireWriter) {
        writer.value(key)
    }
}

/// Lists the tenant's keys by name.
public struct KeyList: EnclaveRequest, Equatable {
    public static let operation = EnclaveOperation.keyList
    public typealias Answer = Page<KeyInfo>

    /// Which page.
    public var page: PageQuery

    /// A request.
    public init(page: PageQuery) {
        self.page = page
    }

    public init(from reader: inout WireReader) throws(WireError) {
        page = try reader.value()
    }

    public func encode(to writer: inout WireWriter) {
        writer.value(page)
    }
}

/// Shows one key.
public struct KeyShow: KeyRequest, Equatable {
    public static let operation = EnclaveOperation.keyShow
    public typealias Answer = KeyInfo

    /// Which key.
    public var key: KeySelector

    /// A request.
    public init(key: KeySelector) {
        self.key = key
    }
}

/// Makes a new version of a key; old versions go on verifying and decrypting.
public struct KeyRotate: KeyRequest, Equatable {
    public static let operation = EnclaveOperation.keyRotate
    public typealias Answer = KeyInfo

    /// Which key.
    public var key: KeySelector

    /// A request.
    public init(key: KeySelector) {
        self.key = key
    }
}

/// Takes a key out of use; it still decrypts what it encrypted.
public struct KeyRetire: KeyRequest, Equatable {
    public static let operation = EnclaveOperation.keyRetire
    public typealias Answer = KeyInfo

    /// Which key.
    public var key: KeySelector

    /// A request.
    public init(key: KeySelector) {
        self.key = key
    }
}

/// Destroys a key's bytes for ever; the record stays. Needs an administrator.
public struct KeyDestroy: KeyRequest, Equatable {
    public static let operation = EnclaveOperation.keyDestroy
    public typealias Answer = KeyInfo

    /// Which key.
    public var key: KeySelector

    /// A request.
    public init(key: KeySelector) {
        self.key = key
    }
}

/// Builds a PKCS#10 for the key's own public key.
public struct KeyCertificateRequest: EnclaveRequest, Equatable {
    public static let operation = EnclaveOperation.keyCertificateRequest
    public typealias Answer = Blob

    /// Which key.
    public var key: KeySelector
    /// RFC 4514; may be empty.
    public var subject: String
    /// Subject alternative names: `dns:`, `ip:`, `uri:` or `email:` and the name.
    public var names: [String]

    /// A request.
    public init(key: KeySelector, subject: String, names: [String]) {
        self.key = key
        self.subject = subject
        self.names = names
    }

    public init(from reader: inout WireReader) throws(WireError) {
        key = try reader.value()
        subject = try reader.string()
        names = try reader.list()
    }

    public func encode(to writer: inout WireWriter) {
        writer.value(key)
        writer.string(subject)
        writer.list(names)
    }
}
