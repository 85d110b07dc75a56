internal import EnclaveProtocol
internal import Journal
internal import Synchronization

extension Enclave {
    /// Longest wait for the promises of the others, in milliseconds.
    private static let promotionTime: Int64 = 15_000

    /// A promotion asks every member that is not given up to refuse older terms, and only then begins the new one: so a
    /// change that one other member confirmed is in what the new lead has, unless more than one member is given up.
    static var promotionHandler: (EnclaveOperation, Handler) {
        let handler = Handler(requirement: .administrator) { enclave, caller, bytes throws(Refusal) in
            try enclave.promote(try Refusal.decoding(DomainPromote.self, bytes), caller)
        }
        return (DomainPromote.operation, handler)
    }

    private func promote(_ request: DomainPromote, _ caller: Caller) throws(Refusal) -> Outcome {
        let term = try state.withLock { state throws(Refusal) in try newTerm(request, in: &state) }
        _ = try promise(term, to: memberID)
        let deadline = reading.monotonic + Self.promotionTime
        let step = PromotionStep()
        return .when { [self] in
            do throws(Refusal) {
                if step.record == nil { step.record = try found(term, caller, isLate: reading.monotonic > deadline) }
                guard let record = step.record, journal.durableNumber >= record else { return nil }
                return .answer(domainStatus().encoded)
            } catch {
                state.withLock { if $0.domain.candidacy?.term == term { $0.domain.candidacy = nil } }
                return .refusal(error)
            }
        }
    }

    private func newTerm(_ request: DomainPromote, in state: inout CoreState) throws(Refusal) -> UInt32 {
        guard let record = state.domain.record else {
            throw Refusal(.notFound, "this enclave is in no domain")
        }
        // Members that promised a term which never began take nothing more of this one's lead: it may stand again.
        let isPassedOver = state.domain.nextTerm > record.term + 1
        guard record.lead != memberID || isPassedOver || !request.givenUp.isEmpty else {
            throw Refusal(
                .invalidArgument, "this member leads already",
                remedy: "Ask at the member that shall lead, with --enclave.")
        }
        guard !state.domain.own.isCatchingUp else { throw Self.isTakingOver }
        for id in request.givenUp {
            guard state.domain.members[id] != nil, id != memberID else {
                throw Refusal(
                    .invalidArgument, "the member given up, \(id), is not another member of the domain",
                    remedy: "Ask at a member that stays; `casemate domain members` lists them.")
            }
        }
        let term = state.domain.nextTerm
        state.domain.candidacy = Candidacy(term: term, givenUp: Set(request.givenUp))
        return term
    }

    /// Begins the term once every member that counts has promised it and is not ahead; nil while that is not so.
    private func found(_ term: UInt32, _ caller: Caller, isLate: Bool) throws(Refusal) -> UInt64? {
        try state.withLock { state throws(Refusal) in
            guard let candidacy = state.domain.candidacy, candidacy.term == term, state.domain.isCandidate(memberID),
                state.domain.record != nil
            else { throw Refusal(.unconfirmed, "the promotion was overtaken by another") }
            let own = state.domain.own
            let others = state.domain.members.values.filter { $0.id != memberID && !candidacy.givenUp.contains($0.id) }
            let missing = others.filter { candidacy.promises[$0.id].map { $0 > own.position } ?? true }
            guard missing.isEmpty else {
                guard isLate else { return nil }
                throw Self.notPromised(missing, candidacy, own.position)
            }
            guard !own.isCatchingUp else {
                guard isLate else { return nil }
                throw Self.isTakingOver
            }
            // What is given up keeps the key it has: a new one follows, once the change of the one before is over.
            let isKeyChanging = !candidacy.givenUp.isEmpty && journal.isChangingKeys
            guard !isKeyChanging || isLate else { return nil }
            let key = candidacy.givenUp.isEmpty ? [] : try newKey()
            let event = AuditEvent(
                caller, name: "term \(term)",
                detail: "behind \(own.position); given up: \(candidacy.givenUp.sorted().map(\.description))"
                    + (candidacy.givenUp.isEmpty ? "" : "; \(Self.words(key))"))
            return try begin(candidacy, event, key, in: &state)
        }
    }

    /// Begins a term that enough members promised, under a new domain key where `key` brings one; who is given up is no
    /// member in it.
    func begin(
        _ candidacy: Candidacy, _ event: AuditEvent, _ key: [Mutation] = [], in state: inout CoreState
    ) throws(Refusal) -> UInt64 {
        let before = state.domain.record
        let end = before.map { DomainRecord.Term(lead: $0.lead, last: state.domain.own.position) }
        let next = DomainRecord(
            term: candidacy.term, lead: memberID, ended: (before?.ended ?? []) + (end.map { [$0] } ?? []))
        let removed = candidacy.givenUp.sorted().map { Mutation(RecordKind.member.slot($0), nil) }
        let number = try append(event, [Mutation(RecordKind.domain.only, next.encoded)] + removed + key, to: &state)
        state.domain.candidacy = nil
        state.domain.standing.led = reading.monotonic
        return number
    }

    private static let isTakingOver = Refusal(
        .unconfirmed, "this member takes over the domain's state and is not done",
        remedy: "Promote another member, or wait: `casemate domain status`.")

    private static func notPromised(
        _ missing: [MemberRecord], _ candidacy: Candidacy, _ position: DomainNumber
    ) -> Refusal {
        let names = missing.map { member in
            let ahead = candidacy.promises[member.id].map { " (at \($0), this member at \(position))" }
            return "\"\(member.name)\"" + (ahead ?? " (not heard)")
        }
        return Refusal(
            .unconfirmed,
            "the promotion needs every member that is not given up, and waits for "
                + names.sorted().joined(separator: ", "),
            remedy: "Promote the member that is ahead, or give up what is lost: `casemate domain promote --give-up`. "
                + "Until a promotion ends well, here or at the lead, who promised this one confirms no change.")
    }
}

/// How far a promotion is.
private final class PromotionStep: Sendable {
    private let founded = Mutex<UInt64?>(nil)

    /// The record that begins the term.
    var record: UInt64? {
        get { founded.withLock { $0 } }
        set { founded.withLock { $0 = newValue } }
    }
}
