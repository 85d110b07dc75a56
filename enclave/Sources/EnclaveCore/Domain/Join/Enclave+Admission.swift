internal import EnclaveProtocol
internal import Journal
internal import KeyOperations
internal import Synchronization

extension Enclave {
    /// Only the lead changes who is a member; an enclave that is alone becomes one by its first admission.
    func requireLead() throws(Refusal) {
        guard let domain = try domainRecord(), domain.lead != memberID else { return }
        throw Refusal(
            .notLead, "this member does not lead the domain; \(domain.lead) does",
            remedy: "Ask the lead; `casemate domain status` names it.")
    }

    /// Records a new member as a shared change; the first one makes the domain, with this enclave as its lead.
    /// - Returns: the change's record, and what the member begins with.
    func admit(
        _ member: MemberRecord, _ event: AuditEvent
    ) throws(Refusal) -> (number: UInt64, slots: [SharedSlot]) {
        try state.withLock { state throws(Refusal) in
            try requireLead()
            let members = try members()
            try Self.check(member, among: members, self: memberID)
            var mutations = [Mutation(RecordKind.member.slot(member.id), member.encoded)]
            if try domainRecord() == nil { mutations += try foundation(at: member.admitted) }
            let number = try append(event, mutations, to: &state)
            return (number, try startingSlots())
        }
    }

    private static func check(
        _ member: MemberRecord, among members: [MemberRecord], self own: Identifier
    ) throws(Refusal) {
        guard member.id != own, !members.contains(where: { $0.id == member.id }) else {
            throw Refusal(
                .alreadyExists, "\(member.id) is a member already",
                remedy: "Begin the join again: it gets an id of its own.")
        }
        guard !members.contains(where: { $0.name == member.name || $0.identityKey == member.identityKey }) else {
            throw Refusal(
                .alreadyExists, "there is a member \"\(member.name)\" already",
                remedy: "Choose another name, or remove the old member first: `casemate domain remove`.")
        }
        // The lead itself is among them from the first admission on.
        guard members.count < DomainLimits.members else {
            throw Refusal(.resourceExhausted, "a domain has at most \(DomainLimits.members) members")
        }
    }

    /// The domain itself and its lead's own place in it.
    private func foundation(at time: Int64) throws(Refusal) -> [Mutation] {
        let own = MemberRecord(
            id: memberID, name: "founder", identityKey: try identityKey().publicKeySPKI ?? [], measurement: provenance,
            evidenceExpires: 0, admitted: time)
        return [
            Mutation(RecordKind.domain.only, DomainRecord(term: 1, lead: memberID, ended: []).encoded),
            Mutation(RecordKind.member.slot(memberID), own.encoded),
        ]
    }

    /// Administrators, domain, policy and members: what a state cannot be opened without.
    private func startingSlots() throws(Refusal) -> [SharedSlot] {
        var slots: [SharedSlot] = []
        for slot in [RecordKind.administrators, .domain, .domainPolicy].map(\.only) {
            slots.append(SharedSlot(slot, try read(slot)))
        }
        return slots + (try members().map { SharedSlot(RecordKind.member.slot($0.id), $0.encoded) })
    }

    private func domainRecord() throws(Refusal) -> DomainRecord? {
        try read(RecordKind.domain.only).map { bytes throws(Refusal) in try Refusal.record(DomainRecord.self, bytes) }
    }

    private func members() throws(Refusal) -> [MemberRecord] {
        var values: [[UInt8]] = []
        try Refusal.mapping { () throws(JournalError) in
            try journal.forEachLive(kind: RecordKind.member.rawValue) { _, bytes in values.append(bytes) }
        }
        return try values.map { bytes throws(Refusal) in try Refusal.record(MemberRecord.self, bytes) }
    }
}
