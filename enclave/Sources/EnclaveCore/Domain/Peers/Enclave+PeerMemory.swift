internal import EnclaveProtocol
internal import Journal
internal import Synchronization

extension Enclave {
    /// Records of the other between two writings of what is remembered of it.
    private static let remembersEvery: UInt64 = 256

    /// What this member shows of itself to another.
    func view(_ trust: PeerSessions.Trust) throws(Refusal) -> PeerView {
        let (record, chain) = journal.durablePoint
        let shown = try trust.wanted == 0 ? nil : shownPoint(at: trust.wanted)
        return state.withLock { state in
            let domain = state.domain
            return PeerView(
                term: domain.record?.term ?? 0, lead: domain.record?.lead ?? memberID,
                position: domain.durablePosition(record), isCatchingUp: domain.own.isCatchingUp,
                promised: domain.own.promised, point: .init(record: record, chain: chain),
                wanted: trust.asked?.record ?? 0, shown: shown)
        }
    }

    private func shownPoint(at record: UInt64) throws(Refusal) -> PeerRecord.Point {
        let chain = try Refusal.mapping { () throws(JournalError) in try journal.chainHash(after: record) }
        return chain.map { .init(record: record, chain: $0) } ?? .init(record: 0, chain: journal.chainHash)
    }

    /// What another member has to show of its journal before its word counts; nothing where it is a process known already.
    func ask(of session: PeerSession, _ trust: inout PeerSessions.Trust) {
        let remembered = state.withLock { $0.domain.contacts[session.peer]?.remembered }
        trust.isVerified = trust.isVerified || remembered.map { $0.incarnation == session.incarnation } ?? true
        trust.asked = trust.isVerified ? nil : remembered?.point
    }

    /// Takes in what another member shows of itself; the reason when it has to be refused.
    ///
    /// A member whose journal does not go on from what it showed before was restored from an older copy, or has a copy that
    /// runs beside it. Only what it shows because it was asked counts: an old message that comes late proves nothing.
    func takeIn(
        _ view: PeerView, of session: PeerSession, _ trust: inout PeerSessions.Trust
    ) throws(Refusal) -> String? {
        trust.wanted = view.wanted
        try checkMembership(of: session.peer)
        let remembered = state.withLock { $0.domain.contacts[session.peer]?.remembered }
        if let refused = remembered?.refused { return refused }
        if let remembered, remembered.incarnation != session.incarnation {
            // A later start of the member was verified already: this message is of the past.
            guard !trust.isVerified else { throw Self.linkLost }
            if let asked = trust.asked, let shown = view.shown {
                if let reason = Self.reason(against: shown, asked) {
                    try refuse(session.peer, because: reason)
                    return reason
                }
                trust.isVerified = asked == remembered.point
            }
        } else {
            trust.isVerified = true
        }
        guard trust.isVerified else {
            ask(of: session, &trust)
            return nil
        }
        trust.asked = nil
        try remember(view, of: session)
        return nil
    }

    /// Refuses who was removed since the session began.
    func checkMembership(of peer: Identifier) throws(Refusal) {
        guard state.withLock({ $0.domain.acquaintance(peer) != nil }) else {
            throw Refusal(.memberRefused, "\(peer) is no member of this domain any more")
        }
    }

    private static func reason(against shown: PeerRecord.Point, _ asked: PeerRecord.Point) -> String? {
        guard shown != asked else { return nil }
        guard shown.record == asked.record else {
            return "its journal ends before record \(asked.record), which it showed before: an older state was put back"
        }
        return "its journal differs at record \(asked.record) from what it showed before: a copy of it ran elsewhere"
    }

    private func remember(_ view: PeerView, of session: PeerSession) throws(Refusal) {
        try state.withLock { state throws(Refusal) in
            guard let member = state.domain.acquaintance(session.peer) else { return }
            let now = reading.monotonic
            var contact =
                state.domain.contacts[session.peer]
                ?? .init(remembered: PeerRecord(incarnation: session.incarnation, point: view.point))
            let isNew = contact.written == 0 || contact.remembered.incarnation != session.incarnation
            if contact.remembered.incarnation != session.incarnation
                || view.point.record > contact.remembered.point.record
            {
                contact.remembered.point = view.point
            }
            contact.remembered.incarnation = session.incarnation
            // Who still wants to see this member's journal may yet refuse it, and is no company.
            if view.wanted == 0 { contact.heard = now }
            contact.position = view.position
            contact.isCatchingUp = view.isCatchingUp
            contact.promised = view.promised
            contact.lead = view.lead
            if isNew || view.point.record >= contact.written + Self.remembersEvery {
                contact.written = view.point.record
                let event = AuditEvent(
                    domain: "domain-peer", name: member.name,
                    detail: "incarnation \(session.incarnation) at record \(view.point.record)")
                let slot = RecordKind.peer.slot(session.peer)
                _ = try write(
                    event, [Mutation(slot, contact.remembered.encoded)], change: nil, to: &state, .reserved)
            }
            state.domain.contacts[session.peer] = contact
            state.domain.noteLead(view, of: session.peer, at: now)
        }
    }

    /// Refuses another member for good: only a new join, as a new member, brings it back.
    private func refuse(_ peer: Identifier, because reason: String) throws(Refusal) {
        try state.withLock { state throws(Refusal) in
            guard var contact = state.domain.contacts[peer], contact.remembered.refused == nil else { return }
            contact.remembered.refused = reason
            var event = AuditEvent(
                domain: "domain-refuse", name: state.domain.members[peer]?.name ?? peer.description,
                detail: "\(peer): \(reason)")
            event.outcome = Refusal.Code.memberRefused.name
            let slot = RecordKind.peer.slot(peer)
            _ = try write(event, [Mutation(slot, contact.remembered.encoded)], change: nil, to: &state, .reserved)
            state.domain.contacts[peer] = contact
        }
    }

    /// Another member refuses this one: it serves nobody from now on.
    func lockOut(_ reason: String, by peer: Identifier) throws(Refusal) {
        try state.withLock { state throws(Refusal) in
            guard state.domain.own.refused == nil else { return }
            var own = state.domain.own
            own.refused = reason
            var event = AuditEvent(
                domain: "domain-refused", name: state.domain.members[peer]?.name ?? peer.description, detail: reason)
            event.outcome = Refusal.Code.memberRefused.name
            _ = try write(
                event, [Mutation(RecordKind.position.only, own.encoded)], change: nil, to: &state, .reserved)
            state.domain.own = own
            state.keys.shrink(to: 0)
            state.authorities = [:]
        }
        opened.withLock { $0.removeAll() }
    }
}

extension AuditEvent {
    /// Something between members; nobody asked for it.
    init(domain operation: String, name: String, detail: String) {
        self.init(identity: "domain", tenant: "default", operation: operation)
        self.name = name
        self.detail = detail
    }
}
