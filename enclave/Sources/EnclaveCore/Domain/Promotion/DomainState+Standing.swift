internal import EnclaveProtocol

extension DomainState {
    /// What this member has to ask another on its way to lead; nil while it is on none.
    mutating func step(towards peer: Identifier, as id: Identifier, at now: Int64) -> PeerQuery.Ask? {
        noteOwnLead(id, at: now)
        if let candidacy {
            if candidacy.closes.map({ now <= $0 }) ?? true {
                return candidacy.promises[peer] == nil ? candidacy.ask : nil
            }
            self.candidacy = nil
            standing.rest(until: now + .random(in: 500...2_500))
        }
        guard mayStand(id, at: now) else {
            standing.poll = nil
            return nil
        }
        let poll = standing.poll.flatMap { $0.term == nextTerm && now <= $0.ends ? $0 : nil }
        standing.poll = poll ?? Standing.Poll(term: nextTerm, ends: now + Standing.courtesy)
        return poll?.willing.contains(peer) == true ? nil : .poll(term: nextTerm)
    }

    /// The first term that no member is known to have promised.
    var nextTerm: UInt32 {
        let known = contacts.values.map { max($0.promised, $0.position.term) }.max() ?? 0
        return max(record?.term ?? 0, own.promised, known) + 1
    }

    /// Whether this member is to become lead by the policy: it may, and has been without a lead for as long as it says.
    func mayStand(_ id: Identifier, at now: Int64) -> Bool {
        guard let promotion, promotion.allows(members[id]), !isAwaitingSigned, !own.isCatchingUp, own.refused == nil,
            candidacy == nil, now >= standing.restsUntil,
            !promotion.waitsForProposal || now <= standing.proposedUntil
        else { return false }
        return isWithoutLead(at: now)
    }

    /// Whether this member promises a term to one that asks by the policy: it has no lead itself, or that one is it, and it
    /// has nothing that the other lacks.
    func mayPromise(_ term: UInt32, to candidate: Identifier, seen view: PeerView, at now: Int64) -> Bool {
        guard let promotion, promotion.allows(members[candidate]), !isAwaitingSigned, candidacy == nil,
            !view.isCatchingUp, view.position >= own.position, let record, term > record.term
        else { return false }
        guard term > own.promised || term == own.promised && own.candidate == candidate else { return false }
        return record.lead == candidate || isWithoutLead(at: now)
    }

    private func isWithoutLead(at now: Int64) -> Bool { now - standing.led > Int64(promotion?.after ?? .max) }

    /// A promise that an administrator asked for stands until its term begins, or an administrator asks for another: who was
    /// given up there may not know, and could still count on this member.
    private var isAwaitingSigned: Bool { own.isSigned && own.promised > record?.term ?? 0 }

    /// What this member promised, while no term as late has begun.
    func openPromise(at now: Int64) -> OpenPromise? {
        guard own.promised > record?.term ?? 0, let candidate = own.candidate else { return nil }
        return OpenPromise(
            term: own.promised, candidate: candidate, isSigned: own.isSigned, age: UInt64(max(0, now - promiseTime)))
    }

    /// Another showed what it knows: perhaps it is the lead.
    mutating func noteLead(_ view: PeerView, of peer: Identifier, at now: Int64) {
        guard view.lead == peer, !view.isCatchingUp, view.term >= max(record?.term ?? 0, own.promised) else { return }
        standing.led = now
    }

    /// A lead has itself for a lead while most members are in touch and none of those promised itself elsewhere. Else it
    /// stands for a new term like any other: that brings back who promised a term that never began.
    private mutating func noteOwnLead(_ id: Identifier, at now: Int64) {
        guard let record, record.lead == id, own.promised <= record.term else { return }
        let near = contacts.filter { members[$0.key] != nil && $0.value.isInTouch(at: now) }
        guard near.count + 1 >= AutomaticPromotion.majority(of: members.count),
            near.values.allSatisfy({ $0.promised <= record.term })
        else { return }
        standing.led = now
    }
}

extension AutomaticPromotion {
    /// Whether it lets a member become lead.
    fileprivate func allows(_ member: MemberRecord?) -> Bool {
        guard let member, !isPaused else { return false }
        return candidates.isEmpty || candidates.contains(member.name)
    }
}
