/// Asks for the public half of the enclave's import key, as the file `casemate key seal --to` takes (PEM).
public struct ImportKeyRequest: BodilessRequest, Equatable {
    public static let operation = EnclaveOperation.importKey
    public typealias Answer = Blob

    /// A request.
    public init() {}
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
