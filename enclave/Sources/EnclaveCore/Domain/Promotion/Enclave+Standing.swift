internal import EnclaveProtocol
internal import Journal
internal import Synchronization

extension Enclave {
    /// A host may propose its member as the next lead; the policy decides.
    static let proposalHandlers: [(EnclaveOperation, Handler)] = [
        Handler.now(.policy) { (enclave, _, _: DomainStand) throws(Refusal) in
            try enclave.propose()
            return Answered(enclave.domainStatus())
        }
    ]

    private func propose() throws(Refusal) {
        let now = reading.monotonic
        try state.withLock { state throws(Refusal) in
            guard let promotion = state.domain.promotion, !promotion.isPaused else {
                throw Refusal(
                    .notAllowed, "the domain's policy lets no member become lead without an administrator",
                    remedy: "See `casemate domain policy set --help` for --promote-after.")
            }
            state.domain.standing.proposedUntil = now + Standing.proposal
        }
    }

    /// Another member would promise a term: with enough of them this one stands for it.
    func noteWilling(_ peer: Identifier, _ term: UInt32) throws(Refusal) {
        let now = reading.monotonic
        try state.withLock { state throws(Refusal) in
            guard state.domain.standing.poll?.term == term, let promotion = state.domain.promotion else { return }
            state.domain.standing.poll?.willing.insert(peer)
            let willing = state.domain.standing.poll?.willing.count { state.domain.members[$0] != nil } ?? 0
            guard willing + 1 >= promotion.quorum(of: state.domain.members.count),
                state.domain.mayStand(memberID, at: now),
                try promise(term, to: memberID, isSigned: false, in: &state) != nil
            else { return }
            state.domain.standing.poll = nil
            state.domain.candidacy = Candidacy(term: term, closes: now + Standing.patience)
        }
    }

    /// Whether this member would promise a term by the policy; nothing is written. If so, it stands not itself meanwhile.
    func wouldPromise(_ term: UInt32, to candidate: Identifier, seen view: PeerView) -> Bool {
        let now = reading.monotonic
        return state.withLock { state in
            guard state.domain.mayPromise(term, to: candidate, seen: view, at: now) else { return false }
            state.domain.standing.rest(until: now + Standing.courtesy)
            return true
        }
    }

    /// A promise by the policy; nil when it does not allow it.
    func promiseByPolicy(
        _ term: UInt32, to candidate: Identifier, seen view: PeerView
    ) throws(Refusal) -> (position: DomainNumber, record: UInt64)? {
        let now = reading.monotonic
        return try state.withLock { state throws(Refusal) in
            guard state.domain.mayPromise(term, to: candidate, seen: view, at: now) else { return nil }
            return try promise(term, to: candidate, isSigned: false, in: &state)
        }
    }

    /// The domain key, where it was never changed and no record says it: the lead before may have another by now that nobody
    /// confirmed, and takes this one back from the record.
    private func statedKey() -> [Mutation] {
        guard !journal.holds(RecordKind.domainKey.only) else { return [] }
        return [Mutation(RecordKind.domainKey.only, keyring.current.encoded)]
    }

    /// Begins the term that the policy's quorum promised, itself included; nothing while there are too few who have not
    /// more than this member.
    func foundByPolicy() throws(Refusal) {
        try state.withLock { state throws(Refusal) in
            let domain = state.domain
            guard let candidacy = domain.candidacy, !candidacy.isSigned, domain.isCandidate(memberID),
                !domain.own.isCatchingUp, let promotion = domain.promotion, !promotion.isPaused
            else { return }
            let promised = candidacy.promises.filter { id, position in
                domain.members[id] != nil && position <= domain.own.position
            }
            guard promised.count + 1 >= promotion.quorum(of: domain.members.count) else { return }
            let names = promised.keys.compactMap { domain.members[$0]?.name }.sorted().joined(separator: ", ")
            let event = AuditEvent(
                domain: "domain-promote-by-policy", name: "term \(candidacy.term)",
                detail: "behind \(domain.own.position); promised by \(names)")
            _ = try begin(candidacy, event, statedKey(), in: &state)
        }
    }
}
