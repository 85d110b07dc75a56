internal import EnclaveProtocol
internal import Journal
internal import Synchronization

extension Enclave {
    /// Between two looks at a member that does not lead, in milliseconds.
    private static let idlePause: UInt32 = 500

    /// Takes in another member's reply.
    func take(
        _ reply: PeerReply, _ link: PeerSessions.Link, _ session: PeerSession, on number: UInt64
    ) throws(Refusal) -> Outcome {
        var link = link
        link.awaitsReply = false
        defer { keep(link, on: number) }
        // The next query tells the other that it is refused.
        guard try takeIn(reply.view, of: session, &link.trust) == nil else { return Self.received(pause: 0, after: 0) }
        if case .refused(let reason) = reply.say {
            try lockOut(reason, by: session.peer)
            return Self.received(pause: 5_000, after: 0)
        }
        guard link.trust.isVerified else { return Self.received(pause: 0, after: 0) }
        try noteWord(of: session.peer, reply.say)
        guard follows(reply.view, of: session.peer) else { return Self.received(pause: pause, after: 0) }
        return try follow(reply.say, of: reply.view.term, &link)
    }

    private func keep(_ link: PeerSessions.Link, on number: UInt64) {
        peers.withLock { if $0[link: number] != nil { $0[link: number] = link } }
    }

    private var pause: UInt32 {
        state.withLock { state in
            if state.domain.candidacy != nil { return 20 }
            return state.domain.standing.poll == nil ? Self.idlePause : 200
        }
    }

    /// Whether the other leads the newest term this member knows of, so that its word is taken over.
    private func follows(_ view: PeerView, of peer: Identifier) -> Bool {
        state.withLock { state in
            guard view.lead == peer, !view.isCatchingUp, let record = state.domain.record else { return false }
            return takesWord(of: view.term, in: state)
                && (view.term > record.term || view.term == record.term && record.lead == peer)
        }
    }

    /// Whether the word of a term's lead is still to be taken; asked again where it is recorded, because a promise may have
    /// been given meanwhile. A candidate takes it up to its own term: it begins that behind whatever it has by then.
    func takesWord(of term: UInt32, in state: CoreState) -> Bool {
        let domain = state.domain
        return term >= domain.record?.term ?? 0 && (term >= domain.own.promised || domain.isCandidate(memberID))
    }

    private func follow(
        _ say: PeerReply.Say, of term: UInt32, _ link: inout PeerSessions.Link
    ) throws(Refusal) -> Outcome {
        switch say {
        case .changes(let changes):
            var record: UInt64 = 0
            for change in changes { record = max(record, try adopt(change, of: term)) }
            return Self.received(pause: 0, after: record)
        case .compare:
            link.takeover = .init()
            return Self.received(pause: 0, after: try beginTakeover())
        case .differing(let parts, let number):
            link.takeover = .init(parts: parts, after: nil, upTo: number)
            return try finishTakeoverIfDone(&link, of: term)
        case .slots(let slots, let whole):
            guard var takeover = link.takeover else { throw Self.linkLost }
            try takeOver(slots, whole: Int(whole), &takeover)
            link.takeover = takeover
            return try finishTakeoverIfDone(&link, of: term)
        case .nothing, .refused, .promised, .willing, .member: return Self.received(pause: 0, after: 0)
        }
    }

    /// From here until the end values may be newer than the position says.
    private func beginTakeover() throws(Refusal) -> UInt64 {
        try state.withLock { state throws(Refusal) in
            guard !state.domain.own.isCatchingUp else { return 0 }
            return try setCatchingUp(true, at: state.domain.own.position, in: &state)
        }
    }

    private func finishTakeoverIfDone(
        _ link: inout PeerSessions.Link, of term: UInt32
    ) throws(Refusal) -> Outcome {
        guard let takeover = link.takeover, takeover.parts?.isEmpty == true else {
            return Self.received(pause: 0, after: 0)
        }
        link.takeover = nil
        let record = try state.withLock { state throws(Refusal) in
            guard takesWord(of: term, in: state) else { throw Self.linkLost }
            return try setCatchingUp(false, at: takeover.upTo, in: &state)
        }
        return Self.received(pause: 0, after: record)
    }

    private func setCatchingUp(
        _ isCatchingUp: Bool, at position: DomainNumber, in state: inout CoreState
    ) throws(Refusal) -> UInt64 {
        var own = state.domain.own
        own.isCatchingUp = isCatchingUp
        own.position = position
        let event = AuditEvent(
            domain: isCatchingUp ? "domain-catch-up" : "domain-caught-up", name: "position \(position)", detail: "")
        let record = try write(
            event, [Mutation(RecordKind.position.only, own.encoded)], change: nil, to: &state, .reserved)
        state.domain.own = own
        state.domain.positionRecord = record
        state.domain.recent.removeAll()
        state.domain.unconfirmed = []
        awaitsConfirmation.store(false, ordering: .releasing)
        return record
    }

    /// Makes runs of parts what the lead says, in one record: slots that are not in them are gone.
    private func takeOver(
        _ slots: [SharedSlot], whole: Int, _ takeover: inout PeerSessions.Takeover
    ) throws(Refusal) {
        guard let parts = takeover.parts, whole <= parts.count, whole > 0 || !slots.isEmpty else { throw Self.linkLost }
        var rest = slots[...]
        var changed: [Mutation] = []
        for (index, part) in parts.prefix(whole + 1).enumerated() {
            let given = rest.prefix { StatePart(of: $0.slot) == part }
            rest = rest.dropFirst(given.count)
            guard index < whole || !given.isEmpty else { break }
            let after = index == 0 ? takeover.after : nil
            changed += try differences(Array(given), in: part, after: after, isWhole: index < whole)
        }
        guard rest.isEmpty else { throw Refusal(.malformedRequest, "the lead sent slots of another part") }
        try write(changed, from: parts[0])
        let isBegun = whole < parts.count && slots.last.map { StatePart(of: $0.slot) == parts[whole] } ?? false
        takeover.after = isBegun ? slots.last?.slot.id : nil
        takeover.parts?.removeFirst(whole)
    }

    /// What makes a run of a part what the lead says; the run ends with its last slot, or with the part.
    private func differences(
        _ slots: [SharedSlot], in part: StatePart, after: Identifier?, isWhole: Bool
    ) throws(Refusal) -> [Mutation] {
        guard let kind = RecordKind(rawValue: part.kind), Self.sharedKinds.contains(kind) else {
            throw Refusal(.malformedRequest, "the lead sent slots of a kind that is not shared")
        }
        let given = Set(slots.map(\.slot))
        let end = isWhole ? nil : slots.last?.slot.id
        var mutations: [Mutation] = []
        try forEachShared(kind, after: after ?? part.before) { slot, _ in
            guard part.holds(slot.id), end.map({ slot.id <= $0 }) ?? true else { return false }
            if !given.contains(slot) { mutations.append(Mutation(slot, nil)) }
            return true
        }
        for slot in slots where try read(slot.slot) != slot.value { mutations.append(slot.mutation) }
        return mutations
    }

    /// Most bytes of values in one record of a takeover: whoever reads one value later opens the whole record.
    private static let recordBytes = 8 << 10

    private func write(_ mutations: [Mutation], from part: StatePart) throws(Refusal) {
        var rest = mutations[...]
        while !rest.isEmpty {
            var bytes = 0
            let chunk = rest.prefix { mutation in
                defer { bytes += 64 + (mutation.value?.count ?? 0) }
                return bytes < Self.recordBytes
            }
            rest = rest.dropFirst(chunk.count)
            try write(chunk: Array(chunk), from: part)
        }
    }

    private func write(chunk: [Mutation], from part: StatePart) throws(Refusal) {
        let changed = chunk + (try makingRoom(for: chunk))
        try state.withLock { state throws(Refusal) in
            let event = AuditEvent(
                domain: "domain-take-over", name: "from part \(part.kind).\(part.prefix)",
                detail: "\(changed.count) slots")
            _ = try absorbing(changed, into: &state) { state throws(Refusal) in
                try write(event, changed, change: nil, to: &state, .reserved)
            }
            try absorbDomain(changed, into: &state)
        }
    }
}
