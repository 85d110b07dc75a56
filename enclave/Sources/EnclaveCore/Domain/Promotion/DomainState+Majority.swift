internal import EnclaveProtocol

extension DomainState {
    /// Members that must have a change before it is answered, the lead among them.
    var confirmations: Int { promotion?.confirmations(of: members.count) ?? 2 }

    /// Whether enough members were heard of lately to confirm a change made now.
    func hasCompany(at now: Int64) -> Bool {
        let term = record?.term ?? 0
        let company = contacts.count { id, contact in
            members[id] != nil && contact.isInTouch(at: now) && (promotion == nil || contact.promised <= term)
        }
        return company + 1 >= confirmations
    }

    /// Members that were heard of lately and would confirm a change made now, this one among them where it promised no
    /// later term.
    func confirming(at now: Int64) -> Int {
        let term = record?.term ?? 0
        let others = contacts.count { id, contact in
            members[id] != nil && contact.isInTouch(at: now) && !contact.isCatchingUp && contact.promised <= term
        }
        return others + (own.promised <= term ? 1 : 0)
    }

    /// Whether enough members confirmed a change made here.
    func holds(_ number: DomainNumber) -> Bool { number.term == confirmed.term && number <= confirmed }

    /// Takes in how far the others are; true when something that waited for it is confirmed.
    ///
    /// Only changes of this lead's own term are counted, at members that have it for their lead and promised no later term:
    /// what is held in an older term can still be replaced by a lead of a term between.
    mutating func confirm() -> Bool {
        guard let record else { return false }
        let others = contacts.compactMap { id, contact in members[id] == nil ? nil : contact.confirmed(in: record) }
            .filter { $0 <= own.position }.sorted(by: >)
        let needed = max(confirmations - 1, 1)
        guard others.count >= needed else { return false }
        confirmed = max(confirmed, others[needed - 1])
        guard let first = unconfirmed.first, first.number <= confirmed else { return false }
        unconfirmed.removeAll { $0.number <= confirmed }
        return true
    }

    /// Whether who is a member, who leads and by which policy is confirmed, so that it may be changed again. Two such
    /// changes that nobody has yet could leave two majorities without a member in common.
    func isSettled(_ own: Identifier) -> Bool {
        promotion == nil || !hasMetOthers(than: own) || holds(settlement)
    }
}

extension DomainState.Contact {
    /// How far this member confirms the changes of a term's lead.
    fileprivate func confirmed(in record: DomainRecord) -> DomainNumber? {
        guard remembered.refused == nil, !isCatchingUp, promised <= record.term, position.term == record.term,
            lead == record.lead
        else { return nil }
        return position
    }
}
