internal import EnclaveProtocol

/// What relays carry from member to member. Everything but greetings is sealed.
enum PeerMessage: WireCodable {
    case hello(PeerGreeting)
    case welcome(PeerGreeting, session: Identifier)
    case query(SealedPeerMessage)
    case reply(SealedPeerMessage)
    /// The message could not be taken; says nothing anyone relies on. The link begins anew.
    case fault(String)

    init(from reader: inout WireReader) throws(WireError) {
        switch try reader.uint8() {
        case 1: self = .hello(try reader.value())
        case 2: self = .welcome(try reader.value(), session: try reader.value())
        case 3: self = .query(try reader.value())
        case 4: self = .reply(try reader.value())
        case 5: self = .fault(try reader.string())
        default: throw .invalidValue(field: "peer message")
        }
    }

    func encode(to writer: inout WireWriter) {
        switch self {
        case .hello(let greeting):
            writer.uint8(1)
            writer.value(greeting)
        case .welcome(let greeting, let session):
            writer.uint8(2)
            writer.value(greeting)
            writer.value(session)
        case .query(let message):
            writer.uint8(3)
            writer.value(message)
        case .reply(let message):
            writer.uint8(4)
            writer.value(message)
        case .fault(let text):
            writer.uint8(5)
            writer.string(text)
        }
    }
}

/// One end's half of the key agreement, signed by its identity key.
struct PeerGreeting: WireCodable {
    var domain: Identifier
    var member: Identifier
    /// Random for each start of the member.
    var incarnation: Identifier
    /// An uncompressed P-256 point, fresh for each greeting, 65 bytes.
    var ephemeralKey: [UInt8]
    /// Of the newest domain key it holds.
    var generation: UInt32
    /// ECDSA P-256 SHA-256, DER, over `signed`.
    var signature: [UInt8]

    init(
        domain: Identifier, member: Identifier, incarnation: Identifier, ephemeralKey: [UInt8], generation: UInt32
    ) {
        self.domain = domain
        self.member = member
        self.incarnation = incarnation
        self.ephemeralKey = ephemeralKey
        self.generation = generation
        signature = []
    }

    /// What the signature is over: the greeting and, for a welcome, the hello it answers.
    func signed(answering hello: PeerGreeting?) -> [UInt8] {
        var writer = WireWriter()
        writer.string(hello == nil ? "casemate/domain/hello/2" : "casemate/domain/welcome/2")
        writer.optional(hello)
        writer.value(domain)
        writer.value(member)
        writer.value(incarnation)
        writer.data(ephemeralKey)
        writer.uint32(generation)
        return writer.bytes
    }

    init(from reader: inout WireReader) throws(WireError) {
        domain = try reader.value()
        member = try reader.value()
        incarnation = try reader.value()
        ephemeralKey = try reader.data(limit: 65)
        generation = try reader.uint32()
        signature = try reader.data(limit: 128)
    }

    func encode(to writer: inout WireWriter) {
        writer.value(domain)
        writer.value(member)
        writer.value(incarnation)
        writer.data(ephemeralKey)
        writer.uint32(generation)
        writer.data(signature)
    }
}

/// A query or reply inside a session.
struct SealedPeerMessage: WireCodable {
    var session: Identifier
    /// Counted from 1; a reply has the number of its query.
    var number: UInt64
    var ciphertext: [UInt8]

    init(session: Identifier, number: UInt64, ciphertext: [UInt8]) {
        self.session = session
        self.number = number
        self.ciphertext = ciphertext
    }

    init(from reader: inout WireReader) throws(WireError) {
        session = try reader.value()
        number = try reader.uint64()
        ciphertext = try reader.data(limit: DomainLimits.message)
    }

    func encode(to writer: inout WireWriter) {
        writer.value(session)
        writer.uint64(number)
        writer.data(ciphertext)
    }
}
