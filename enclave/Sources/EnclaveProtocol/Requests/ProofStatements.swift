/// What an enclave says of itself under evidence. Its bytes begin with its `domain`, so that one kind of statement never
/// passes for another.
public protocol ProofStatement: WireCodable {
    /// The text its bytes begin with.
    static var domain: String { get }
}

extension WireReader {
    /// The domain of a statement; another is refused.
    mutating func domain<Statement: ProofStatement>(of type: Statement.Type) throws(WireError) {
        guard try string() == Statement.domain else { throw .invalidValue(field: "statement domain") }
    }
}

/// Report data that only an enclave makes: 16 fixed bytes and the SHA-384 of a statement's bytes.
///
/// Evidence over 64 bytes of a caller's choice is refused when they begin with `reserved`, so whoever finds the prefix in
/// report data knows that the enclave itself made the statement.
public enum ProofReportData {
    /// Bytes of report data in every evidence format.
    public static let length = 64
    /// Longest nonce of a verifier.
    public static let longestNonce = 64
    /// How this version's report data begins.
    public static let prefix: [UInt8] = Array("casemate/proof/1".utf8)
    /// How no caller's report data may begin, now or under a later version.
    public static let reserved: [UInt8] = Array("casemate/".utf8)
}

/// A key's public half, what was fixed at its birth, and who governs the enclave that holds it.
public struct KeyStatement: ProofStatement, Equatable {
    public static let domain = "casemate/key-statement/1"

    /// The enclave's state.
    public var instanceID: Identifier
    /// The key; its `publicKey` is that of the newest version.
    public var key: KeyInfo
    /// SHA-256 of each administrator's SubjectPublicKeyInfo: who may import keys and change policy here.
    public var administrators: [Blob]
    /// How many of them must sign.
    public var threshold: UInt8
    /// The state was made with `--development`.
    public var isDevelopment: Bool
    /// Unix seconds by the enclave's trusted clock.
    public var time: Int64
    /// As the verifier gave it.
    public var nonce: [UInt8]

    /// A statement.
    public init(
        instanceID: Identifier, key: KeyInfo, administrators: [Blob], threshold: UInt8, isDevelopment: Bool,
        time: Int64, nonce: [UInt8]
    ) {
        self.instanceID = instanceID
        self.key = key
        self.administrators = administrators
        self.threshold = threshold
        self.isDevelopment = isDevelopment
        self.time = time
        self.nonce = nonce
    }

    public init(from reader: inout WireReader) throws(WireError) {
        try reader.domain(of: Self.self)
        instanceID = try reader.value()
        key = try reader.value()
        administrators = try reader.list(limit: 256)
        threshold = try reader.uint8()
        isDevelopment = try reader.bool()
        time = try reader.int64()
        nonce = try reader.data(limit: ProofReportData.longestNonce)
    }

    public func encode(to writer: inout WireWriter) {
        writer.string(Self.domain)
        writer.value(instanceID)
        writer.value(key)
        writer.list(administrators)
        writer.uint8(threshold)
        writer.bool(isDevelopment)
        writer.int64(time)
        writer.data(nonce)
    }
}

/// The enclave itself: the public halves of its own keys, and who governs it.
public struct EnclaveStatement: ProofStatement, Equatable {
    public static let domain = "casemate/enclave-statement/1"

    /// The state; while it is locked, as its unauthenticated header says.
    public var instanceID: Identifier
    /// Where the state stands. All but the session key is empty while it is locked.
    public var state: EnclaveState
    /// The key that sealed sessions are opened to, as in `HelloAnswer`: an uncompressed P-256 point, 65 bytes. A locked
    /// enclave has one of its process alone.
    public var sessionKey: [UInt8]
    /// The key that keys are sealed to, SubjectPublicKeyInfo, DER.
    public var importKey: [UInt8]
    /// The key that signs audit checkpoints, SubjectPublicKeyInfo, DER.
    public var checkpointKey: [UInt8]
    /// SHA-256 of each administrator's SubjectPublicKeyInfo.
    public var administrators: [Blob]
    /// How many of them must sign.
    public var threshold: UInt8
    /// The state was made with `--development`.
    public var isDevelopment: Bool
    /// As the verifier gave it.
    public var nonce: [UInt8]

    /// A statement of an open enclave, or of a locked one.
    public init(
        instanceID: Identifier, state: EnclaveState, sessionKey: [UInt8], importKey: [UInt8] = [],
        checkpointKey: [UInt8] = [], administrators: [Blob] = [], threshold: UInt8 = 0, isDevelopment: Bool = false,
        nonce: [UInt8]
    ) {
        self.instanceID = instanceID
        self.state = state
        self.sessionKey = sessionKey
        self.importKey = importKey
        self.checkpointKey = checkpointKey
        self.administrators = administrators
        self.threshold = threshold
        self.isDevelopment = isDevelopment
        self.nonce = nonce
    }

    public init(from reader: inout WireReader) throws(WireError) {
        try reader.domain(of: Self.self)
        instanceID = try reader.value()
        state = try reader.value()
        sessionKey = try reader.data(limit: 256)
        importKey = try reader.data(limit: 256)
        checkpointKey = try reader.data(limit: 256)
        administrators = try reader.list(limit: 256)
        threshold = try reader.uint8()
        isDevelopment = try reader.bool()
        nonce = try reader.data(limit: ProofReportData.longestNonce)
    }

    public func encode(to writer: inout WireWriter) {
        writer.string(Self.domain)
        writer.value(instanceID)
        writer.value(state)
        writer.data(sessionKey)
        writer.data(importKey)
        writer.data(checkpointKey)
        writer.list(administrators)
        writer.uint8(threshold)
        writer.bool(isDevelopment)
        writer.data(nonce)
    }
}
