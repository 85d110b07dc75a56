internal import Crypto
internal import EnclaveProtocol
internal import Journal

/// One change of shared state: made by the lead, recorded by every member under the same number.
struct SharedChange: WireCodable {
    let number: DomainNumber
    /// The member that made it.
    let lead: Identifier
    let event: AuditEvent
    let slots: [SharedSlot]

    init(_ number: DomainNumber, lead: Identifier, _ event: AuditEvent, _ mutations: [Mutation]) {
        self.number = number
        self.lead = lead
        self.event = event
        slots = mutations.map { SharedSlot($0) }
    }

    var mutations: [Mutation] { slots.map(\.mutation) }

    /// Whether it is the next change behind a position: the first of a term names the end of the one before.
    func follows(_ position: DomainNumber) throws(Refusal) -> Bool {
        guard number != position.next else { return true }
        guard number.index == 0, number.term > position.term,
            let value = slots.first(where: { $0.slot == RecordKind.domain.only })?.value
        else { return false }
        return try Refusal.record(DomainRecord.self, value).ended.last?.last == position
    }

    init(from reader: inout WireReader) throws(WireError) {
        number = try reader.value()
        lead = try reader.value()
        event = try reader.value()
        slots = try reader.list()
    }

    func encode(to writer: inout WireWriter) {
        writer.value(number)
        writer.value(lead)
        writer.value(event)
        writer.list(slots)
    }

    /// What the audit says of it. The digest is keyed, because the values are secret and some could be guessed.
    func auditChange(_ domainKey: DomainKey) -> AuditChange {
        var writer = WireWriter()
        writer.value(number)
        writer.list(slots)
        let key = domainKey.derived("casemate/domain/change/1")
        let digest = HMAC<SHA256>.authenticationCode(for: writer.bytes, using: key)
        return AuditChange(number: number.description, lead: lead.description, digest: Hex.encode(Array(digest)))
    }
}

extension [Mutation] {
    /// Whether they change who is a member, who leads, or by which policy.
    var changeSettlement: Bool {
        contains { [RecordKind.member, .domain, .domainPolicy].map(\.rawValue).contains($0.slot.kind) }
    }

    /// Whether they make one a member that is not among these.
    func admits(beside members: [Identifier: MemberRecord]) -> Bool {
        contains { $0.slot.kind == RecordKind.member.rawValue && $0.value != nil && members[$0.slot.id] == nil }
    }
}

extension DomainKey {
    /// A key for one use inside the domain.
    func derived(_ use: String) -> SymmetricKey {
        HKDF<SHA256>.deriveKey(inputKeyMaterial: key, info: Array(use.utf8), outputByteCount: 32)
    }
}

/// As it goes to other members: what the certificate of an entry says stays in the audit of the lead.
extension AuditEvent: WireCodable {
    init(from reader: inout WireReader) throws(WireError) {
        self.init(identity: try reader.string(), tenant: try reader.string(), operation: try reader.string())
        key = try reader.optional()
        name = try reader.optional()
        outcome = try reader.string()
        detail = try reader.optional()
    }

    func encode(to writer: inout WireWriter) {
        writer.string(identity)
        writer.string(tenant)
        writer.string(operation)
        writer.optional(key)
        writer.optional(name)
        writer.string(outcome)
        writer.optional(detail)
    }
}
