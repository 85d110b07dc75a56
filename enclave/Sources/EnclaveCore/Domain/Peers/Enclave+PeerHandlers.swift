internal import EnclaveProtocol
internal import Synchronization

extension Enclave {
    /// A relay carries; what it carries proves itself, so anyone who can connect may bring it. A member that has just
    /// joined knows no policies yet.
    static let peerHandlers: [(EnclaveOperation, Handler)] = [
        peerHandler { enclave, _, request throws(Refusal) in try enclave.send(request) },
        peerHandler { enclave, _, request throws(Refusal) in try enclave.receive(request) },
        peerHandler { enclave, _, request throws(Refusal) in try enclave.serve(request) },
    ]

    private static func peerHandler<Request: EnclaveRequest>(
        _ body: @escaping @Sendable (Enclave, Caller, Request) throws(Refusal) -> Outcome
    ) -> (EnclaveOperation, Handler) {
        let handler = Handler(requirement: .connection) { enclave, caller, bytes throws(Refusal) in
            guard enclave.state.withLock({ $0.domain.record != nil }) else {
                throw Refusal(
                    .notFound, "this enclave is in no domain", remedy: "Have another one join: `casemate domain join`.")
            }
            return try body(enclave, caller, try Refusal.decoding(Request.self, bytes))
        }
        return (Request.operation, handler)
    }

    /// The next message on a link of this member's relay.
    private func send(_ request: PeerSend) throws(Refusal) -> Outcome {
        guard let link = peers.withLock({ $0[link: request.link] }), case .open(let session) = link.stage,
            !link.awaitsReply
        else {
            let (key, hello) = try hello()
            peers.withLock { $0[link: request.link] = .init(stage: .greeted(key, hello)) }
            return .done(.answer(Blob(PeerMessage.hello(hello).encoded).encoded), after: 0)
        }
        let view = try view(link.trust)
        guard let takeover = link.takeover, takeover.parts == nil else {
            return .done(try query(nextAsk(of: link, to: session.peer), view, on: request.link), after: 0)
        }
        // All of shared state is read.
        return .later(.computation) { [self] in
            do throws(Refusal) {
                return .done(try query(.compare(try stateDigests()), view, on: request.link), after: 0)
            } catch { return .done(.refusal(error), after: 0) }
        }
    }

    private func query(_ ask: PeerQuery.Ask, _ view: PeerView, on number: UInt64) throws(Refusal) -> Reply {
        let sealed = peers.withLock { peers -> SealedPeerMessage? in
            guard var link = peers[link: number], case .open(var session) = link.stage, !link.awaitsReply else {
                return nil
            }
            let sealed = session.sealQuery(PeerQuery(view, ask))
            link.stage = .open(session)
            link.awaitsReply = true
            peers[link: number] = link
            return sealed
        }
        guard let sealed else { throw Self.linkLost }
        return .answer(Blob(PeerMessage.query(sealed).encoded).encoded)
    }

    private func nextAsk(of link: PeerSessions.Link, to peer: Identifier) -> PeerQuery.Ask {
        if let takeover = link.takeover, let parts = takeover.parts {
            return .slots(Array(parts.prefix(StatePart.mostAtOnce)), after: takeover.after)
        }
        let now = reading.monotonic
        return state.withLock { state in
            if let refused = state.domain.contacts[peer]?.remembered.refused { return .refuse(refused) }
            if let stranger = state.domain.stranger(leading: peer, as: memberID) { return .member(stranger) }
            return state.domain.step(towards: peer, as: memberID, at: now) ?? .changes
        }
    }

    /// What came back on a link of this member's relay.
    private func receive(_ request: PeerReceive) throws(Refusal) -> Outcome {
        do throws(Refusal) {
            guard let message = try? PeerMessage(decoding: request.message),
                let link = peers.withLock({ $0[link: request.link] })
            else { throw Self.linkLost }
            switch (message, link.stage) {
            case (.welcome(let welcome, let id), .greeted(let key, let hello)):
                let session = try session(id, welcome, answering: hello, key)
                var opened = PeerSessions.Link(stage: .open(session))
                ask(of: session, &opened.trust)
                let link = opened
                peers.withLock { $0[link: request.link] = link }
                return Self.received(pause: 0, after: 0)
            case (.reply(let sealed), .open(let session)):
                guard link.awaitsReply, let reply = session.openReply(sealed) else { throw Self.linkLost }
                return try take(reply, link, session, on: request.link)
            case (.fault(let text), _):
                throw Refusal(.memberRefused, "the other member could not take the message: \(text)")
            default: throw Self.linkLost
            }
        } catch {
            peers.withLock { $0[link: request.link] = nil }
            throw error
        }
    }

    static func received(pause: UInt32, after record: UInt64) -> Outcome {
        .done(.answer(PeerReceived(pause: pause).encoded), after: record)
    }

    static let linkLost = Refusal(
        .sealedSessionFailed, "the message does not belong to this link", remedy: "Begin the link anew.")

    /// A message from another member's relay.
    private func serve(_ request: PeerServe) throws(Refusal) -> Outcome {
        switch try? PeerMessage(decoding: request.message) {
        case .hello(let hello):
            do throws(Refusal) {
                return .done(.answer(Blob(try welcome(hello).encoded).encoded), after: 0)
            } catch  where error.code == .memberRefused {
                return .done(.answer(Blob(PeerMessage.fault(error.message).encoded).encoded), after: 0)
            }
        case .query(let sealed):
            let opened = peers.withLock { peers -> (PeerSessions.Served, PeerQuery)? in
                guard var served = peers[served: sealed.session], let query = served.session.openQuery(sealed) else {
                    return nil
                }
                peers[served: sealed.session] = served
                return (served, query)
            }
            guard let (served, query) = opened else {
                return .done(.answer(Blob(PeerMessage.fault("the session is not known").encoded).encoded), after: 0)
            }
            return try answer(query, served)
        default: throw Refusal(.malformedRequest, "this is no message of a member")
        }
    }

    /// Seals a reply to the newest query of a session. Who was removed while it waited gets none: the change that removes it
    /// holds the key it may not have.
    func reply(_ say: PeerReply.Say, to session: PeerSession, _ trust: PeerSessions.Trust) throws(Refusal) -> Reply {
        try checkMembership(of: session.peer)
        let reply = PeerReply(try view(trust), say)
        guard let sealed = session.sealReply(reply) else { throw Self.linkLost }
        return .answer(Blob(PeerMessage.reply(sealed).encoded).encoded)
    }
}
