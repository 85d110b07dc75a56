internal import EnclaveProtocol

/// Without promotion by a policy nobody leads whom a member does not know. With it a member that was away may find a lead
/// that was admitted meanwhile: others, which it knows, tell it who that is.
extension DomainState {
    /// A member, or a lead that others told of.
    func acquaintance(_ id: Identifier) -> MemberRecord? { members[id] ?? introduced[id] }

    /// The lead that another member has in a later term, where this one does not know it.
    func stranger(leading peer: Identifier, as id: Identifier) -> Identifier? {
        guard let contact = contacts[peer], let lead = contact.lead, lead != id, acquaintance(lead) == nil,
            contact.position.term > record?.term ?? 0
        else { return nil }
        return lead
    }

    /// Another told of its lead.
    mutating func introduce(_ member: MemberRecord, by peer: Identifier, to id: Identifier) {
        guard stranger(leading: peer, as: id) == member.id else { return }
        introduced[member.id] = member
    }
}
