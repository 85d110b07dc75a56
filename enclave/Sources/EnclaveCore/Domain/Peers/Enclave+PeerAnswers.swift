internal import EnclaveProtocol
internal import Journal
internal import Synchronization

extension Enclave {
    /// Longest wait for a change to answer with, in milliseconds.
    private static let longestWait: Int64 = 1_000
    /// Most bytes of changes in one answer: there are several copies of it on its way out, for each member that asks.
    private static let changeBytes = 96 << 10

    /// Answers another member's query.
    func answer(_ query: PeerQuery, _ served: PeerSessions.Served) throws(Refusal) -> Outcome {
        var trust = served.trust
        let session = served.session
        if let reason = try takeIn(query.view, of: session, &trust) {
            return .done(try reply(.refused(reason), to: session, trust), after: 0)
        }
        let kept = trust
        peers.withLock { $0[served: session.id]?.trust = kept }
        if case .refuse(let reason) = query.ask { try lockOut(reason, by: session.peer) }
        guard trust.isVerified else { return .done(try reply(.nothing, to: session, trust), after: 0) }
        switch query.ask {
        case .refuse: return .done(try reply(.nothing, to: session, trust), after: 0)
        case .promise(let term):
            return try promised(term, try promise(term, to: session.peer), session, trust)
        case .stand(let term):
            return try promised(term, try promiseByPolicy(term, to: session.peer, seen: query.view), session, trust)
        case .poll(let term):
            let isWilling = wouldPromise(term, to: session.peer, seen: query.view)
            return .done(try reply(isWilling ? .willing(term: term) : .nothing, to: session, trust), after: 0)
        case .member(let id):
            let member = state.withLock { $0.domain.members[id] }
            return .done(try reply(member.map { .member($0) } ?? .nothing, to: session, trust), after: 0)
        case .changes: return try changes(behind: query.view, session, trust)
        case .compare(let digests): return later(session, trust) { [self] () throws(Refusal) in try compare(digests) }
        case .slots(let parts, let after):
            return later(session, trust) { [self] () throws(Refusal) in
                let (slots, whole) = try slots(of: parts, after: after)
                return .slots(slots, whole: whole)
            }
        }
    }

    private func promised(
        _ term: UInt32, _ promise: (position: DomainNumber, record: UInt64)?, _ session: PeerSession,
        _ trust: PeerSessions.Trust
    ) throws(Refusal) -> Outcome {
        guard let promise else { return .done(try reply(.nothing, to: session, trust), after: 0) }
        return .done(
            try reply(.promised(term: term, at: promise.position), to: session, trust), after: promise.record)
    }

    private func later(
        _ session: PeerSession, _ trust: PeerSessions.Trust,
        _ say: @escaping @Sendable () throws(Refusal) -> PeerReply.Say
    ) -> Outcome {
        .later(.computation) { [self] in
            do throws(Refusal) {
                return .done(try reply(try say(), to: session, trust), after: 0)
            } catch { return .done(.refusal(error), after: 0) }
        }
    }

    /// As the lead: what changed since, or a wait for it.
    private func changes(
        behind view: PeerView, _ session: PeerSession, _ trust: PeerSessions.Trust
    ) throws(Refusal) -> Outcome {
        let durable = journal.durableNumber
        let (leads, isPart, own) = state.withLock { state in
            (
                state.domain.record?.lead == memberID && !state.domain.own.isCatchingUp,
                state.domain.record?.includes(view.position) == true && !view.isCatchingUp, state.domain.own.position
            )
        }
        guard leads else { return .done(try reply(.nothing, to: session, trust), after: 0) }
        guard isPart, view.position <= own else { return .done(try reply(.compare, to: session, trust), after: 0) }
        noteConfirmations()
        guard let changes = newChanges(behind: view.position, durable) else {
            return .done(try reply(.compare, to: session, trust), after: 0)
        }
        if !changes.isEmpty { return .done(try reply(.changes(changes), to: session, trust), after: 0) }
        let deadline = reading.monotonic + Self.longestWait
        return .when { [self] in
            let changes = newChanges(behind: view.position, journal.durableNumber)
            guard changes?.isEmpty != true || reading.monotonic >= deadline else { return nil }
            do throws(Refusal) {
                return try reply(changes.map { .changes($0) } ?? .compare, to: session, trust)
            } catch { return .refusal(error) }
        }
    }

    private func newChanges(behind position: DomainNumber, _ durable: UInt64) -> [SharedChange]? {
        state.withLock { state in
            state.domain.recent.behind(
                position, before: state.domain.own.position, durable: durable, limit: Self.changeBytes)
        }
    }

    /// Which parts of shared state another member has to take over.
    private func compare(_ digests: [StateDigest]) throws(Refusal) -> PeerReply.Say {
        let number = state.withLock { $0.domain.durablePosition(journal.durableNumber) }
        let own = Set(try stateDigests())
        let differing = own.symmetricDifference(digests).map(\.part)
        return .differing(Array(Set(differing)), upTo: number)
    }
}
