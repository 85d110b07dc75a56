/// What an enclave says of itself under evidence. Its `domain` keeps one kind of statement from passing for another.
public protocol ProofStatement: WireCodable {
    /// Hashed before the statement's bytes, with a zero byte between.
    static var domain: String { get }
}

/// Report data that only an enclave makes: 16 fixed bytes and the SHA-384 of a statement.
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

    /// What is hashed (SHA-384) behind `prefix`, for the bytes of a statement.
    public static func content<Statement: ProofStatement>(_ type: Statement.Type, _ statement: [UInt8]) -> [UInt8] {
        Array(Statement.domain.utf8) + [0] + statement
    }
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
        instanceID = try reader.value()
        key = try reader.value()
        administrators = try reader.list(limit: 256)
        threshold = try reader.uint8()
        isDevelopment = try reader.bool()
        time = try reader.int64()
        nonce = try reader.data(limit: ProofReportData.longestNonce)
    }

    public func encode(to writer: inout WireWriter) {
        writer.value(instanceID)
        writer.value(key)
        writer.list(administrators)
        writer.uint8(threshold)
        writer.bool(isDevelopment)
        writer.int64(time)
        writer.data(nonce)
    }
}

/// The key that sealed sessions with this enclave are opened to.
public struct SessionStatement: ProofStatement, Equatable {
    public static let domain = "casemate/session-statement/1"

    /// The enclave's state.
    public var instanceID: Identifier
    /// Where the state stands; a locked one has a session key of its process alone.
    public var state: EnclaveState
    /// As `HelloAnswer` gives it: an uncompressed P-256 point, 65 bytes.
    public var sessionKey: [UInt8]
    /// As the verifier gave it.
    public var nonce: [UInt8]

    /// A statement.
    public init(instanceID: Identifier, state: EnclaveState, sessionKey: [UInt8], nonce: [UInt8]) {
        self.instanceID = instanceID
        self.state = state
        self.sessionKey = sessionKey
        self.nonce = nonce
    }

    public init(from reader: inout WireReader) throws(WireError) {
        instanceID = try reader.value()
        state = try reader.value()
        sessionKey = try reader.data(limit: 256)
        nonce = try reader.data(limit: ProofReportData.longestNonce)
    }

    public func encode(to writer: inout WireWriter) {
        writer.value(instanceID)
        writer.value(state)
        writer.data(sessionKey)
        writer.data(nonce)
    }
}
