internal import Crypto
internal import EnclaveProtocol

/// The domain key of one generation, as members tell each other. Shared; absent until the key is first changed.
struct DomainKeyRecord: WireCodable, Equatable {
    static let format: UInt8 = 1
    /// A member further behind than this joins anew.
    static let mostPeerSecrets = 256
    private static let secretLength = 32

    /// 0 for the key the domain began with.
    let generation: UInt32
    let key: DomainKey
    /// What members of the generations before agreed with, oldest first: one that was away may know no newer key.
    private let peerSecrets: [[UInt8]]

    private init(generation: UInt32, key: DomainKey, peerSecrets: [[UInt8]]) {
        self.generation = generation
        self.key = key
        self.peerSecrets = peerSecrets
    }

    /// The key a domain began with.
    init(first key: DomainKey) { self.init(generation: 0, key: key, peerSecrets: []) }

    /// A new key after this one.
    func next() -> DomainKeyRecord {
        let secrets = peerSecrets + [key.peerSecret.bytes]
        return DomainKeyRecord(
            generation: generation + 1, key: DomainKey(), peerSecrets: secrets.suffix(Self.mostPeerSecrets))
    }

    /// What a session with a member of a generation is agreed with; nil where this one does not know it.
    func peerSecret(of generation: UInt32) -> SymmetricKey? {
        guard generation < self.generation else { return generation == self.generation ? key.peerSecret : nil }
        let back = Int(self.generation - generation)
        return back <= peerSecrets.count ? SymmetricKey(data: peerSecrets[peerSecrets.count - back]) : nil
    }

    init(from reader: inout WireReader) throws(WireError) {
        try reader.format(Self.format)
        generation = try reader.uint32()
        key = DomainKey(bytes: try reader.fixed(DomainKey.length))
        var secrets: [[UInt8]] = []
        let count = try reader.uint16()
        guard count <= Self.mostPeerSecrets, UInt32(count) <= generation else {
            throw .invalidValue(field: "peer secrets")
        }
        for _ in 0..<count { secrets.append(try reader.fixed(Self.secretLength)) }
        peerSecrets = secrets
    }

    func encode(to writer: inout WireWriter) {
        writer.uint8(Self.format)
        writer.uint32(generation)
        writer.fixed(key.bytes)
        writer.uint16(UInt16(peerSecrets.count))
        for secret in peerSecrets { writer.fixed(secret) }
    }
}

extension DomainKey {
    /// What it takes beside an identity key to speak with a member.
    var peerSecret: SymmetricKey { derived("casemate/domain/peers/1") }
}
