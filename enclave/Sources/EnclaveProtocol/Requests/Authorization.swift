/// An administrator's signature: over `AuthorizedContent` of the request it stands before.
public struct AdministratorSignature: WireCodable, Equatable {
    /// SHA-256 of the administrator key's SubjectPublicKeyInfo.
    public var keyFingerprint: [UInt8]
    /// Ed25519: 64 bytes; P-256: ECDSA-SHA-256, DER.
    public var signature: [UInt8]

    /// A signature.
    public init(keyFingerprint: [UInt8], signature: [UInt8]) {
        self.keyFingerprint = keyFingerprint
        self.signature = signature
    }

    public init(from reader: inout WireReader) throws(WireError) {
        keyFingerprint = try reader.fixed(32)
        signature = try reader.data(limit: 256)
    }

    public func encode(to writer: inout WireWriter) {
        writer.fixed(keyFingerprint.prefix(32))
        writer.data(signature)
    }
}

/// Stands before the body of an authorized request (`FrameHeader.isAuthorized`).
public struct Authorization: WireCodable, Equatable {
    /// The single-use challenge the enclave gave, 32 bytes.
    public var challenge: [UInt8]
    /// At least the threshold of distinct administrators.
    public var signatures: [AdministratorSignature]

    /// An authorization.
    public init(challenge: [UInt8], signatures: [AdministratorSignature]) {
        self.challenge = challenge
        self.signatures = signatures
    }

    public init(from reader: inout WireReader) throws(WireError) {
        challenge = try reader.fixed(32)
        signatures = try reader.list(limit: 16)
    }

    public func encode(to writer: inout WireWriter) {
        writer.fixed(challenge.prefix(32))
        writer.list(signatures)
    }
}

/// The bytes an administrator signs.
public enum AuthorizedContent {
    /// "casemate/administrator/1" ‖ 0 ‖ instance id ‖ operation ‖ challenge ‖ request body.
    public static func bytes(
        instanceID: Identifier, operation: EnclaveOperation, challenge: [UInt8], body: [UInt8]
    ) -> [UInt8] {
        var writer = WireWriter(capacity: 96 + body.count)
        writer.fixed(Array("casemate/administrator/1".utf8) + [0])
        writer.value(instanceID)
        writer.uint16(operation.rawValue)
        writer.fixed(challenge)
        writer.fixed(body)
        return writer.bytes
    }
}

/// Asks for a challenge; it is good for one authorized request within five minutes.
public struct ChallengeRequest: BodilessRequest, Equatable {
    public static let operation = EnclaveOperation.challenge
    public typealias Answer = Blob

    /// A request.
    public init() {}
}
