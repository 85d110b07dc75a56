internal import EnclaveProtocol
internal import Journal
internal import Synchronization

extension Enclave {
    /// Writes one record; the caller holds the lock and answers only once its number is durable.
    ///
    /// In a domain, a change of shared state is made by the lead alone, gets the next domain number and is confirmed by
    /// another member before it is answered.
    @discardableResult
    func append(
        _ event: AuditEvent, _ mutations: [Mutation], to state: inout CoreState, priority: AppendPriority = .normal
    ) throws(Refusal) -> UInt64 {
        guard try changesSharedState(mutations, in: state) else {
            return try write(event, mutations, change: nil, to: &state, priority)
        }
        let number = try nextNumber(for: mutations, in: state)
        return try record(SharedChange(number, lead: memberID, event, mutations), to: &state, priority)
    }

    /// Records a change that the lead of a term has, as the next one here.
    func adopt(_ change: SharedChange, of term: UInt32) throws(Refusal) -> UInt64 {
        try state.withLock { state throws(Refusal) in
            let position = state.domain.own.position
            guard change.number > position else { return 0 }
            guard takesWord(of: term, in: state), try change.follows(position) else { throw Self.linkLost }
            return try absorbing(change.mutations, into: &state) { state throws(Refusal) in
                try record(change, to: &state, .reserved)
            }
        }
    }

    /// Writes a shared change beside the position it leads to.
    private func record(
        _ change: SharedChange, to state: inout CoreState, _ priority: AppendPriority
    ) throws(Refusal) -> UInt64 {
        var own = state.domain.own
        own.position = change.number
        let room = try makingRoom(for: change.mutations)
        let record = try write(
            change.event,
            change.mutations + room + state.domain.takeSeen() + [Mutation(RecordKind.position.only, own.encoded)],
            change: change, to: &state, priority)
        state.domain.own = own
        state.domain.positionRecord = record
        state.domain.recent.append(change, record: record)
        if change.mutations.changeSettlement { state.domain.settlement = change.number }
        if change.mutations.admits(beside: state.domain.members) { state.domain.admission = change.number }
        try absorbDomain(change.mutations, into: &state)
        if change.lead == memberID, state.domain.hasMetOthers(than: memberID) {
            state.domain.unconfirmed.append(.init(number: change.number, record: record))
            awaitsConfirmation.store(true, ordering: .releasing)
        }
        return record
    }

    /// Writes one record of this member's own, or the record here of a shared change.
    func write(
        _ event: AuditEvent, _ mutations: [Mutation], change: SharedChange?, to state: inout CoreState,
        _ priority: AppendPriority
    ) throws(Refusal) -> UInt64 {
        var entry = AuditEntry(event, time: now(&state))
        let next = try otherKey(in: mutations)
        entry.change = change?.auditChange(next?.key ?? domainKey)
        let number =
            if let next { try write(entry, mutations, under: next, priority) } else {
                try Refusal.mapping { () throws(JournalError) in
                    try journal.append(entry, mutations, priority: priority)
                }
            }
        anchor.note(number)
        return number
    }

    /// The number of the next change, if this member may make one now.
    private func nextNumber(for mutations: [Mutation], in state: CoreState) throws(Refusal) -> DomainNumber {
        var domain = state.domain
        let founding = mutations.contains { $0.slot == RecordKind.domain.only }
        guard let record = domain.record else { return DomainNumber(term: 1, index: 0) }
        if founding, let candidacy = domain.candidacy { return DomainNumber(term: candidacy.term, index: 0) }
        guard record.lead == memberID else {
            let name = domain.members[record.lead]?.name ?? record.lead.description
            throw Refusal(
                .notLead, "shared state is changed by the domain's lead, \"\(name)\"",
                remedy: "Ask there; if it is lost, have an administrator promote a member: `casemate domain promote`.")
        }
        guard domain.own.promised <= record.term else {
            throw Refusal(
                .notLead, "this member promised itself to the lead of term \(domain.own.promised)",
                remedy: "Ask there. If that promotion failed, repeat it, there or here: `casemate domain promote`.")
        }
        // A change in a part of the state that was compared already would stay here, and be nowhere else.
        guard !domain.own.isCatchingUp else {
            throw Refusal(
                .notLead, "this member takes over the state of another lead",
                remedy: "See `casemate domain status` for who leads; ask there.")
        }
        guard !mutations.changeSettlement || domain.isSettled(memberID) else {
            throw Refusal(
                .unconfirmed,
                "the newest change of members, lead or policy, \(domain.settlement), is not confirmed yet",
                remedy: "Ask again once `casemate domain status` shows \(domain.confirmations) members up to date. If "
                    + "too many are lost for good, give them up here: `casemate domain promote --give-up`.")
        }
        // Who is being removed need not confirm it.
        for mutation in mutations where mutation.slot.kind == RecordKind.member.rawValue && mutation.value == nil {
            domain.members[mutation.slot.id] = nil
        }
        guard !domain.hasMetOthers(than: memberID) || domain.hasCompany(at: reading.monotonic) else {
            throw Refusal(
                .unconfirmed,
                "a shared change is confirmed by \(domain.confirmations) members, this one included; too few are in reach",
                remedy: "See `casemate domain status`; have an administrator remove what is lost for good: "
                    + "`casemate domain remove`.")
        }
        return domain.own.position.next
    }

    /// What an answer waits for: nothing, or the confirmation of the shared change it tells of.
    func confirming(_ outcome: Outcome, of operation: EnclaveOperation) -> Outcome {
        guard awaitsConfirmation.load(ordering: .acquiring), case .done(let reply, after: let record) = outcome,
            let number = state.withLock({ $0.domain.unconfirmed.first { $0.record == record }?.number })
        else { return outcome }
        let deadline = reading.monotonic + Self.confirmationTime(of: operation)
        return .when { [self] in
            let (isConfirmed, isWaiting, nextTerm) = state.withLock { state in
                (
                    state.domain.holds(number), state.domain.unconfirmed.contains { $0.number == number },
                    state.domain.nextTerm
                )
            }
            if isConfirmed { return reply }
            guard !isWaiting || reading.monotonic > deadline else { return nil }
            return .refusal(Self.unconfirmed(number, isPassedOver: nextTerm > number.term + 1))
        }
    }

    /// - Parameter isPassedOver: a member promised a term after the change's.
    private static func unconfirmed(_ number: DomainNumber, isPassedOver: Bool) -> Refusal {
        let others = "A promotion elsewhere did not end: repeat it, there or here, `casemate domain promote`. "
        return Refusal(
            .unconfirmed, "the change is recorded here as \(number), but too few members have confirmed it",
            remedy: (isPassedOver ? others : "")
                + "It holds once they do: see `casemate domain status`. Do not repeat it before.")
    }

    /// Longest wait for the confirmation of a change, in milliseconds. A member that was recorded but got no answer has to
    /// be removed before it can join, so that is waited for longer.
    private static func confirmationTime(of operation: EnclaveOperation) -> Int64 {
        operation == .domainAdmit ? 60_000 : 5_000
    }

    /// A member said how far it is: what waited for that is answered.
    func noteConfirmations() {
        let changed = state.withLock { state in
            guard state.domain.confirm() else { return false }
            awaitsConfirmation.store(!state.domain.unconfirmed.isEmpty, ordering: .releasing)
            return true
        }
        if changed { listeners.wake() }
    }
}
