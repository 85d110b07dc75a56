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
public struct KeyShow: EnclaveRequest, Equatable {
    public static let operation = EnclaveOperation.keyShow
    public typealias Answer = KeyInfo

    /// Which key.
    public var key: KeySelector

    /// A request.
    public init(key: KeySelector) {
        self.key = key
    }

    public init(from reader: inout WireReader) throws(WireError) {
        key = try reader.value()
    }

    public func encode(to writer: inout WireWriter) {
        writer.value(key)
    }
}

/// Asks for the public half of the enclave's import key, as the file `casemate key seal --to` takes (PEM).
public struct ImportKeyRequest: EnclaveRequest, Equatable {
    public static let operation = EnclaveOperation.importKey
    public typealias Answer = Blob

    /// A request.
    public init() {}
    public init(from reader: inout WireReader) throws(WireError) {}
    public func encode(to writer: inout WireWriter) {}
}

/// Imports a key sealed to the import key. Needs an administrator, or a template that imports.
public struct KeyImportSealed: EnclaveRequest, Equatable {
    public static let operation = EnclaveOperation.keyImportSealed
    public typealias Answer = KeyInfo

    /// Its name.
    public var name: String
    /// Its purpose.
    public var purpose: KeyPurpose
    /// How its uses are written.
    public var audit: KeyAudit
    /// The file that `casemate key seal` wrote.
    public var sealed: [UInt8]

    /// A request.
    public init(name: String, purpose: KeyPurpose, audit: KeyAudit, sealed: [UInt8]) {
        self.name = name
        self.purpose = purpose
        self.audit = audit
        self.sealed = sealed
    }

    public init(from reader: inout WireReader) throws(WireError) {
        name = try reader.string()
        purpose = try reader.value()
        audit = try reader.value()
        sealed = try reader.data()
    }

    public func encode(to writer: inout WireWriter) {
        writer.string(name)
        writer.value(purpose)
        writer.value(audit)
        writer.data(sealed)
    }
}

/// Imports a key in clear; it is marked `imported-clear` for ever. Needs a sealed session, and an administrator or a
/// template that imports.
public struct KeyImportClear: EnclaveRequest, Equatable {
    public static let operation = EnclaveOperation.keyImportClear
    public typealias Answer = KeyInfo

    /// Its name.
    public var name: String
    /// Its purpose.
    public var purpose: KeyPurpose
    /// How its uses are written.
    public var audit: KeyAudit
    /// PKCS#8, DER; for AES-256 the 32 bytes.
    public var privateKey: [UInt8]
    /// `privateKey` is an AES-256 key.
    public var isSymmetric: Bool

    /// A request.
    public init(name: String, purpose: KeyPurpose, audit: KeyAudit, privateKey: [UInt8], isSymmetric: Bool) {
        self.name = name
        self.purpose = purpose
        self.audit = audit
        self.privateKey = privateKey
        self.isSymmetric = isSymmetric
    }

    public init(from reader: inout WireReader) throws(WireError) {
        name = try reader.string()
        purpose = try reader.value()
        audit = try reader.value()
        privateKey = try reader.data()
        isSymmetric = try reader.bool()
    }

    public func encode(to writer: inout WireWriter) {
        writer.string(name)
        writer.value(purpose)
        writer.value(audit)
        writer.data(privateKey)
        writer.bool(isSymmetric)
    }
}

/// Imports a key wrapped to a `receive` key: the result only ever becomes a key record. Needs an administrator, or a
/// template that imports.
public struct KeyReceive: EnclaveRequest, Equatable {
    public static let operation = EnclaveOperation.keyReceive
    public typealias Answer = KeyInfo

    /// Its name.
    public var name: String
    /// Its purpose.
    public var purpose: KeyPurpose
    /// How its uses are written.
    public var audit: KeyAudit
    /// The `receive` key.
    public var receiver: KeySelector
    /// How it was wrapped.
    public var mechanism: ReceiveMechanism
    /// RSA: OAEP ciphertext ‖ AES-KWP or AES-KW ciphertext. ECDH: ephemeral SPKI length (u32) and bytes ‖ AES-KWP
    /// ciphertext. AES: AES-KWP or AES-KW ciphertext.
    public var wrapped: [UInt8]
    /// The payload is an AES-256 key, not PKCS#8.
    public var isSymmetric: Bool

    /// A request.
    public init(
        name: String, purpose: KeyPurpose, audit: KeyAudit, receiver: KeySelector, mechanism: ReceiveMechanism,
        wrapped: [UInt8], isSymmetric: Bool
    ) {
        self.name = name
        self.purpose = purpose
        self.audit = audit
        self.receiver = receiver
        self.mechanism = mechanism
        self.wrapped = wrapped
        self.isSymmetric = isSymmetric
    }

    public init(from reader: inout WireReader) throws(WireError) {
        name = try reader.string()
        purpose = try reader.value()
        audit = try reader.value()
        receiver = try reader.value()
        mechanism = try reader.value()
        wrapped = try reader.data()
        isSymmetric = try reader.bool()
    }

    public func encode(to writer: inout WireWriter) {
        writer.string(name)
        writer.value(purpose)
        writer.value(audit)
        writer.value(receiver)
        writer.value(mechanism)
        writer.data(wrapped)
        writer.bool(isSymmetric)
    }
}

/// Makes a new version of a key; old versions go on verifying and decrypting.
public struct KeyRotate: EnclaveRequest, Equatable {
    public static let operation = EnclaveOperation.keyRotate
    public typealias Answer = KeyInfo

    /// Which key.
    public var key: KeySelector

    /// A request.
    public init(key: KeySelector) {
        self.key = key
    }

    public init(from reader: inout WireReader) throws(WireError) {
        key = try reader.value()
    }

    public func encode(to writer: inout WireWriter) {
        writer.value(key)
    }
}

/// Takes a key out of use; it still decrypts what it encrypted.
public struct KeyRetire: EnclaveRequest, Equatable {
    public static let operation = EnclaveOperation.keyRetire
    public typealias Answer = KeyInfo

    /// Which key.
    public var key: KeySelector

    /// A request.
    public init(key: KeySelector) {
        self.key = key
    }

    public init(from reader: inout WireReader) throws(WireError) {
        key = try reader.value()
    }

    public func encode(to writer: inout WireWriter) {
        writer.value(key)
    }
}

/// Destroys a key's bytes for ever; the record stays. Needs an administrator.
public struct KeyDestroy: EnclaveRequest, Equatable {
    public static let operation = EnclaveOperation.keyDestroy
    public typealias Answer = KeyInfo

    /// Which key.
    public var key: KeySelector

    /// A request.
    public init(key: KeySelector) {
        self.key = key
    }

    public init(from reader: inout WireReader) throws(WireError) {
        key = try reader.value()
    }

    public func encode(to writer: inout WireWriter) {
        writer.value(key)
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

/// How a key was wrapped to a `receive` key.
public enum ReceiveMechanism: UInt8, WireWord, Named {
    /// RSA-OAEP (SHA-256, MGF1 SHA-256) of an AES-256 key, then AES-KWP of the payload under it.
    case rsaOAEPKeyWrapPadded = 1
    /// ECDH with an ephemeral key, X9.63 KDF SHA-256 to an AES-256 key, then AES-KWP of the payload under it.
    case ecdhKeyWrapPadded = 2
    /// RSA-OAEP (SHA-256, MGF1 SHA-256) of an AES-256 key, then AES-KW (RFC 3394) of the payload under it.
    case rsaOAEPKeyWrap = 3
    /// AES-KWP (RFC 5649) under the receive key itself, an AES-256 key that the sender holds too.
    case keyWrapPadded = 4
    /// AES-KW (RFC 3394) under the receive key itself, an AES-256 key that the sender holds too.
    case keyWrap = 5
    /// RSA-OAEP (SHA-1, MGF1 SHA-1) of an AES-256 key, then AES-KWP: Intel's key servers, `aes_key_wrap_pad`.
    case rsaOAEPSHA1KeyWrapPadded = 6
    /// RSA-OAEP (SHA-1, MGF1 SHA-1) of an AES-256 key, then AES-GCM (nonce, ciphertext, tag): their `aes_gcm`.
    case rsaOAEPSHA1GCM = 7

    public var name: String {
        switch self {
        case .rsaOAEPKeyWrapPadded: "rsa-oaep-kwp"
        case .ecdhKeyWrapPadded: "ecdh-kwp"
        case .rsaOAEPKeyWrap: "rsa-oaep-kw"
        case .keyWrapPadded: "kwp"
        case .keyWrap: "kw"
        case .rsaOAEPSHA1KeyWrapPadded: "rsa-oaep-sha1-kwp"
        case .rsaOAEPSHA1GCM: "rsa-oaep-sha1-gcm"
        }
    }
}
