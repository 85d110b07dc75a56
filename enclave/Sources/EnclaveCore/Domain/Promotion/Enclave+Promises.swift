internal import EnclaveProtocol
internal import Journal
internal import Synchronization

extension Enclave {
    /// A promise that an administrator asked for, at the candidate; nil when it is not to be had.
    func promise(
        _ term: UInt32, to candidate: Identifier
    ) throws(Refusal) -> (position: DomainNumber, record: UInt64)? {
        try state.withLock { state throws(Refusal) in try promise(term, to: candidate, isSigned: true, in: &state) }
    }

    /// Refuses changes of older terms from now on, and promises one term to one member only: of two that want to begin the
    /// same, at most one gets enough promises. Nil when it is not to be had.
    ///
    /// The position is the newest change here, durable with the record: it stays, because the terms it could go on in are
    /// refused.
    func promise(
        _ term: UInt32, to candidate: Identifier, isSigned: Bool, in state: inout CoreState
    ) throws(Refusal) -> (position: DomainNumber, record: UInt64)? {
        var own = state.domain.own
        guard term > state.domain.record?.term ?? 0, term >= own.promised else { return nil }
        if term == own.promised {
            guard own.candidate == candidate, own.isSigned == isSigned else { return nil }
            return (own.position, max(state.domain.promiseRecord, state.domain.positionRecord))
        }
        own.promised = term
        own.candidate = candidate
        own.isSigned = isSigned
        let event = AuditEvent(
            domain: "domain-promise", name: "term \(term)", detail: "to \(candidate) at \(own.position)")
        let record = try write(
            event, [Mutation(RecordKind.position.only, own.encoded)], change: nil, to: &state, .reserved)
        state.domain.own = own
        state.domain.promiseRecord = record
        state.domain.promiseTime = reading.monotonic
        // Whoever is to lead has time to begin.
        if candidate != memberID { state.domain.standing.led = reading.monotonic }
        return (own.position, record)
    }

    /// Takes in what another member said to this one's question. Only that counts: what a view shows may not be durable, or
    /// be meant for another.
    func noteWord(of peer: Identifier, _ say: PeerReply.Say) throws(Refusal) {
        switch say {
        case .willing(let term): try noteWilling(peer, term)
        case .promised(let term, let position):
            let isNoted = state.withLock { state in
                guard state.domain.candidacy?.term == term else { return false }
                state.domain.candidacy?.promises[peer] = position
                return true
            }
            guard isNoted else { return }
            try foundByPolicy()
            listeners.wake()
        case .member(let member):
            state.withLock { $0.domain.introduce(member, by: peer, to: memberID) }
        case .nothing, .changes, .compare, .differing, .slots, .refused: return
        }
    }
}
