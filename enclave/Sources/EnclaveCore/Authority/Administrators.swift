internal import Crypto
internal import EnclaveProtocol
internal import KeyOperations

/// The administrators' public keys and how many must sign.
struct Administrators: WireCodable {
    static let format: UInt8 = 1
    static let maximum = 16

    /// SubjectPublicKeyInfo, DER.
    let keys: [Blob]
    let threshold: UInt8

    /// Checks keys (Ed25519 or P-256, distinct, at most 16) and threshold.
    init(keys: [[UInt8]], threshold: UInt8) throws(Refusal) {
        guard (1...Self.maximum).contains(keys.count), Set(keys).count == keys.count else {
            throw Refusal(.invalidArgument, "administrators must be 1 to \(Self.maximum) distinct public keys")
        }
        for key in keys { try Self.check(key) }
        guard threshold >= 1, Int(threshold) <= keys.count else {
            throw Refusal(.invalidArgument, "the threshold must be between 1 and the number of administrators")
        }
        self.keys = keys.map { Blob($0) }
        self.threshold = threshold
    }

    /// Fails on anything but an Ed25519 or P-256 SubjectPublicKeyInfo.
    private static func check(_ spki: [UInt8]) throws(Refusal) {
        guard let key = try? PublicKey(spki: spki), [.ed25519, .p256].contains(key.algorithm) else {
            throw Refusal(
                .invalidKey, "an administrator's key must be an Ed25519 or P-256 public key",
                remedy: "Make one with `casemate administrator key --out FILE`.")
        }
    }

    /// SHA-256 of each key, as statements carry them.
    var fingerprints: [Blob] { keys.map { Blob(Self.fingerprint(of: $0.bytes)) } }

    /// Checks that at least the threshold of distinct administrators signed exactly this request for this instance.
    func verify(
        _ authorization: Authorization, of operation: EnclaveOperation, body: [UInt8], for instance: Identifier
    ) throws(Refusal) -> VerifiedAuthorization {
        let content = AuthorizedContent.bytes(
            instanceID: instance, operation: operation, challenge: authorization.challenge, body: body)
        var signers: Set<[UInt8]> = []
        for signature in authorization.signatures {
            guard let spki = keys.first(where: { Self.fingerprint(of: $0.bytes) == signature.keyFingerprint }) else {
                throw Refusal(
                    .authorizationInvalid, "a signature is by a key that is no administrator's",
                    remedy: "Sign with an enrolled key: `casemate administrator list` shows their fingerprints.")
            }
            guard let key = try? PublicKey(spki: spki.bytes), Self.isValid(signature, content: content, by: key) else {
                throw Refusal(
                    .authorizationInvalid, "an administrator's signature does not fit this request and challenge",
                    remedy: "Ask for a new challenge and sign exactly this request for this instance.")
            }
            signers.insert(signature.keyFingerprint)
        }
        guard signers.count >= Int(threshold) else {
            throw Refusal(
                .authorizationInvalid, "\(signers.count) of \(threshold) needed administrators signed",
                remedy: "Give more --administrator-key files.")
        }
        return VerifiedAuthorization(
            administrators: signers.map { Hex.encode($0.prefix(8)) }.sorted(), authorization: authorization, body: body)
    }

    private static func isValid(_ signature: AdministratorSignature, content: [UInt8], by key: PublicKey) -> Bool {
        let scheme: SignatureScheme = key.algorithm == .ed25519 ? .eddsa : .ecdsa
        guard let algorithm = try? SignatureAlgorithm(scheme: scheme, hash: scheme == .ecdsa ? .sha256 : nil) else {
            return false
        }
        return key.isValid(signature.signature, message: content, using: algorithm)
    }

    /// SHA-256 of a SubjectPublicKeyInfo.
    static func fingerprint(of spki: [UInt8]) -> [UInt8] { Array(SHA256.hash(data: spki)) }

    init(from reader: inout WireReader) throws(WireError) {
        try reader.format(Self.format)
        threshold = try reader.uint8()
        keys = try reader.list(limit: Self.maximum)
    }

    func encode(to writer: inout WireWriter) {
        writer.uint8(Self.format)
        writer.uint8(threshold)
        writer.list(keys)
    }
}

/// Proof that administrators signed the request at hand; only `Administrators.verify` makes one.
struct VerifiedAuthorization: Sendable {
    /// First 8 bytes of each signer's fingerprint, hex, sorted.
    let administrators: [String]
    /// What stood before the request, for the few that are kept with their signatures.
    let authorization: Authorization
    /// The request as they signed it.
    let body: [UInt8]

    fileprivate init(administrators: [String], authorization: Authorization, body: [UInt8]) {
        self.administrators = administrators
        self.authorization = authorization
        self.body = body
    }
}
