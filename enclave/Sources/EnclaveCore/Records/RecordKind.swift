internal import Crypto
internal import EnclaveProtocol
internal import Journal

/// What a journal slot holds. Raw values are the journal form and are never given to another kind.
enum RecordKind: UInt8 {
    case instance = 1
    case key = 2
    case keyName = 3
    case authority = 4
    case policy = 5
    case template = 6
    case profile = 7
    case administrators = 8
    case revocation = 9
    case recovery = 10
    case backup = 11
    case domain = 12
    case member = 13
    case domainPolicy = 14
    case position = 15
    case peer = 16
    case domainKey = 17
    case anchor = 18

    /// What only says something within one domain, for `RecordSlot.kind`.
    static let ofDomain = Set([domain, member, domainPolicy, position, peer, domainKey].map(\.rawValue))

    /// The slot of a record with an id of its own.
    func slot(_ id: Identifier) -> RecordSlot {
        RecordSlot(kind: rawValue, id: id)
    }

    /// The slot of a record known by names: the first 16 bytes of SHA-256 over the length-prefixed names.
    func slot(_ names: String...) -> RecordSlot {
        var writer = WireWriter()
        for name in names { writer.string(name) }
        return slot(Identifier(digestOf: writer.bytes))
    }

    /// The slot of a record there is one of.
    var only: RecordSlot { slot(Identifier(high: 0, low: 0)) }
}

extension Identifier {
    /// The first 16 bytes of the SHA-256 of `bytes`.
    init(digestOf bytes: [UInt8]) {
        let value = SHA256.hash(data: bytes).prefix(16).reduce(UInt128(0)) { $0 << 8 | UInt128($1) }
        self.init(high: UInt64(truncatingIfNeeded: value >> 64), low: UInt64(truncatingIfNeeded: value))
    }
}
