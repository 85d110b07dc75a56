internal import EnclaveProtocol
internal import Journal
internal import KeyOperations
internal import Synchronization

extension Enclave {
    /// Only the lead changes who is a member; an enclave that is alone becomes one by its first admission.
    func requireLead() throws(Refusal) {
        let domain = state.withLock { $0.domain }
        guard let lead = domain.record?.lead, lead != memberID else { return }
        throw Refusal(
            .notLead,
            "this member does not lead the domain; \"\(domain.members[lead]?.name ?? lead.description)\" does",
            remedy: "Ask the lead; `casemate domain status` names it.")
    }

    /// Records a new member as a shared change; the first one makes the domain, with this enclave as its lead.
    /// - Returns: the change's record, and what the member begins with, under the newest domain key.
    func admit(
        _ member: MemberRecord, _ event: AuditEvent
    ) throws(Refusal) -> (number: UInt64, content: GrantContent) {
        try state.withLock { state throws(Refusal) in
            var mutations: [Mutation] = []
            var members = Array(state.domain.members.values)
            if state.domain.record == nil {
                let founder = try founder(at: member.admitted)
                members.append(founder)
                let domain = DomainRecord(term: 1, lead: memberID, ended: [])
                mutations = [Mutation(RecordKind.domain.only, domain.encoded), Self.mutation(founder)]
            }
            try Self.check(member, among: members)
            let number = try append(event, mutations + [Self.mutation(member)], to: &state)
            return (number, GrantContent(domainKey: domainKey.bytes, slots: try startingSlots(members + [member])))
        }
    }

    private static func mutation(_ member: MemberRecord) -> Mutation {
        Mutation(RecordKind.member.slot(member.id), member.encoded)
    }

    private static func check(_ member: MemberRecord, among members: [MemberRecord]) throws(Refusal) {
        guard !members.contains(where: { $0.id == member.id || $0.identityKey == member.identityKey }) else {
            throw Refusal(
                .alreadyExists, "\(member.id) is a member already",
                remedy: "Begin the join again: it gets an id and a key of its own.")
        }
        guard !members.contains(where: { $0.name == member.name }) else {
            throw Refusal(
                .alreadyExists, "there is a member \"\(member.name)\" already",
                remedy: "Choose another name, or remove the old member first: `casemate domain remove`.")
        }
        guard members.count < DomainLimits.members else {
            throw Refusal(.resourceExhausted, "a domain has at most \(DomainLimits.members) members")
        }
    }

    /// This enclave as the first of the members.
    private func founder(at time: Int64) throws(Refusal) -> MemberRecord {
        MemberRecord(
            id: memberID, name: "founder", identityKey: try identityKey().publicKeySPKI ?? [], measurement: provenance,
            evidenceExpires: 0, admitted: time)
    }

    /// Administrators, domain, policy, key and members: what a state cannot be opened without.
    private func startingSlots(_ members: [MemberRecord]) throws(Refusal) -> [SharedSlot] {
        var slots = members.map { SharedSlot(Self.mutation($0)) }
        for slot in [RecordKind.administrators, .domain, .domainPolicy].map(\.only) {
            slots.append(SharedSlot(slot, try read(slot)))
        }
        let key = RecordKind.domainKey.only
        if let value = try read(key) { slots.append(SharedSlot(key, value)) }
        return slots
    }
}
