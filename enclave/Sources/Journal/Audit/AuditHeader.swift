internal import EnclaveProtocol

/// The first line of an archive or export: whose audit, the first number, and the chain before it.
struct AuditHeader: Equatable {
    static let version: UInt64 = 1
    private static let format = "casemate-audit"

    let identity: JournalIdentity
    let first: UInt64
    let chain: Hash256

    var line: [UInt8] {
        var writer = JSONWriter()
        writer.open()
        writer.field("format", Self.format)
        writer.field("version", Self.version)
        writer.field("instance", identity.instance.description)
        writer.field("member", identity.member.description)
        writer.field("first", first)
        writer.field("chain", chain.hex)
        writer.close()
        return writer.bytes
    }

    init(_ identity: JournalIdentity, first: UInt64, chain: Hash256) {
        self.identity = identity
        self.first = first
        self.chain = chain
    }

    /// What a line is, when it is no entry.
    enum Reading: Equatable {
        case header(AuditHeader)
        case newer(UInt64)
        case none
    }

    static func read(_ line: [UInt8]) -> Reading {
        guard let fields = AuditFields(line), fields.text("format") == format, let version = fields.number("version")
        else { return .none }
        guard version <= Self.version else { return .newer(version) }
        guard let instance = fields.identifier("instance"), let member = fields.identifier("member"),
            let first = fields.number("first"), let chain = fields.hash("chain")
        else { return .none }
        return .header(AuditHeader(JournalIdentity(instance: instance, member: member), first: first, chain: chain))
    }
}
