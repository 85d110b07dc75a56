/// Signs a message or a digest.
public struct KeySign: EnclaveRequest, Equatable {
    public static let operation = EnclaveOperation.keySign
    public typealias Answer = Blob

    /// Which key.
    public var key: KeySelector
    /// How.
    public var scheme: SignatureScheme
    /// With which hash; EdDSA takes sha512.
    public var hash: HashAlgorithm
    /// `input` is the digest, not the message.
    public var isDigest: Bool
    /// Message or digest.
    public var input: [UInt8]

    /// A request.
    public init(key: KeySelector, scheme: SignatureScheme, hash: HashAlgorithm, isDigest: Bool, input: [UInt8]) {
        self.key = key
        self.scheme = scheme
        self.hash = hash
        self.isDigest = isDigest
        self.input = input
    }

    public init(from reader: inout WireReader) throws(WireError) {
        key = try reader.value()
        scheme = try reader.value()
        hash = try reader.value()
        isDigest = try reader.bool()
        input = try reader.data()
    }

    public func encode(to writer: inout WireWriter) {
        writer.value(key)
        writer.value(scheme)
        writer.value(hash)
        writer.bool(isDigest)
        writer.data(input)
    }
}

/// Signs many digests under one key in one frame.
public struct KeySignBatch: EnclaveRequest, Equatable {
    public static let operation = EnclaveOperation.keySignBatch
    public typealias Answer = SignatureList

    /// Which key.
    public var key: KeySelector
    /// How.
    public var scheme: SignatureScheme
    /// The digests' hash.
    public var hash: HashAlgorithm
    /// At most `FrameLimits.maximumBatch`.
    public var digests: [Blob]

    /// A request.
    public init(key: KeySelector, scheme: SignatureScheme, hash: HashAlgorithm, digests: [Blob]) {
        self.key = key
        self.scheme = scheme
        self.hash = hash
        self.digests = digests
    }

    public init(from reader: inout WireReader) throws(WireError) {
        key = try reader.value()
        scheme = try reader.value()
        hash = try reader.value()
        digests = try reader.list()
    }

    public func encode(to writer: inout WireWriter) {
        writer.value(key)
        writer.value(scheme)
        writer.value(hash)
        writer.list(digests)
    }
}

/// Signatures in the order of their digests.
public struct SignatureList: WireCodable, Equatable {
    /// DER for ECDSA, as the standard writes them otherwise.
    public var signatures: [Blob]

    /// A value.
    public init(signatures: [Blob]) {
        self.signatures = signatures
    }

    public init(from reader: inout WireReader) throws(WireError) {
        signatures = try reader.list()
    }

    public func encode(to writer: inout WireWriter) {
        writer.list(signatures)
    }
}

/// Encrypts under a one-time key of a `wrap` key.
public struct EncryptRequest: EnclaveRequest, Equatable {
    public static let operation = EnclaveOperation.encrypt
    public typealias Answer = EncryptAnswer

    /// Which key.
    public var key: KeySelector
    /// Bound, not stored; needed again to decrypt.
    public var context: [UInt8]
    /// At most 64 KiB.
    public var plaintext: [UInt8]

    /// A request.
    public init(key: KeySelector, context: [UInt8], plaintext: [UInt8]) {
        self.key = key
        self.context = context
        self.plaintext = plaintext
    }

    public init(from reader: inout WireReader) throws(WireError) {
        key = try reader.value()
        context = try reader.data()
        plaintext = try reader.data()
    }

    public func encode(to writer: inout WireWriter) {
        writer.value(key)
        writer.data(context)
        writer.data(plaintext)
    }
}

/// A ciphertext and the version that made it.
public struct EncryptAnswer: WireCodable, Equatable {
    /// Opaque; names its key version.
    public var ciphertext: [UInt8]
    /// The key's version.
    public var version: UInt32

    /// A value.
    public init(ciphertext: [UInt8], version: UInt32) {
        self.ciphertext = ciphertext
        self.version = version
    }

    public init(from reader: inout WireReader) throws(WireError) {
        ciphertext = try reader.data()
        version = try reader.uint32()
    }

    public func encode(to writer: inout WireWriter) {
        writer.data(ciphertext)
        writer.uint32(version)
    }
}

/// Decrypts what `EncryptRequest` made, under any version that still exists.
public struct DecryptRequest: EnclaveRequest, Equatable {
    public static let operation = EnclaveOperation.decrypt
    public typealias Answer = Blob

    /// Which key.
    public var key: KeySelector
    /// As given to encrypt.
    public var context: [UInt8]
    /// As encrypt answered.
    public var ciphertext: [UInt8]

    /// A request.
    public init(key: KeySelector, context: [UInt8], ciphertext: [UInt8]) {
        self.key = key
        self.context = context
        self.ciphertext = ciphertext
    }

    public init(from reader: inout WireReader) throws(WireError) {
        key = try reader.value()
        context = try reader.data()
        ciphertext = try reader.data()
    }

    public func encode(to writer: inout WireWriter) {
        writer.value(key)
        writer.data(context)
        writer.data(ciphertext)
    }
}

/// Random bytes from the enclave's generator.
public struct RandomRequest: EnclaveRequest, Equatable {
    public static let operation = EnclaveOperation.random
    public typealias Answer = Blob

    /// 1 to 4,096.
    public var count: UInt16

    /// A request.
    public init(count: UInt16) {
        self.count = count
    }

    public init(from reader: inout WireReader) throws(WireError) {
        count = try reader.uint16()
    }

    public func encode(to writer: inout WireWriter) {
        writer.uint16(count)
    }
}
