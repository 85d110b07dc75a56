internal import EnclaveCore
internal import EnclaveProtocol
internal import SealedSession

extension Worker {
    /// Handles the frame at the front of the input; false when it is not whole, or nothing more is to be handled.
    mutating func handleNextFrame(_ slot: Int32) -> Bool {
        guard connections[slot].input.copy(from: 0, over: &headerBytes) else {
            connections[slot].needed = FrameLimits.header
            return false
        }
        let header: FrameHeader
        do {
            var reader = WireReader(headerBytes)
            header = try FrameHeader(from: &reader)
        } catch {
            end(slot, with: .malformed(error), requestID: claimedRequestID)
            return false
        }
        let length = FrameLimits.header + header.bodyLength
        guard connections[slot].input.count >= length else {
            connections[slot].needed = length
            return false
        }
        WorkerFigures.add(1, to: link.figures.frames)
        handle(header, slot)
        guard connections[slot].phase != .free else { return false }
        connections[slot].input.consume(length)
        connections[slot].needed = FrameLimits.header
        return connections[slot].phase != .ending
    }

    /// The id in a header that cannot be read otherwise.
    private var claimedRequestID: UInt64 {
        var reader = WireReader(headerBytes, from: 8)
        return (try? reader.uint64()) ?? 0
    }

    private mutating func handle(_ header: FrameHeader, _ slot: Int32) {
        let isLarge = header.bodyLength > shared.configuration.memory.threshold
        let promise = isLarge ? header.bodyLength * Self.copies(of: header.kind) : 0
        guard !isLarge || shared.configuration.memory.reserve(promise) else {
            return refuseLarge(header, slot)
        }
        defer { if isLarge { shared.configuration.memory.release(promise) } }
        guard let body = connections[slot].input.bytes(from: FrameLimits.header, count: header.bodyLength) else {
            return
        }
        let requiresSession = shared.listeners[Int(connections[slot].listener)].address.requiresSession
        let decision = FrameDecision(
            kind: header.kind, phase: connections[slot].phase, hasSession: connections[slot].session >= 0,
            requiresSession: requiresSession)
        switch decision {
        case .call: call(header, body, slot, isSealed: false)
        case .unseal: unseal(Frame(kind: .sealed, requestID: header.requestID, body: body), slot)
        case .greet: greet(header, body, slot)
        case .openSession: openSession(header, body, slot)
        case .refuse(let refusal): refuse(header, slot, with: refusal)
        case .end(let refusal): end(slot, with: refusal, requestID: header.requestID)
        }
    }

    /// How often a large body is in the heap at most until it is answered: as received, decoded, and twice where it is
    /// put together anew for a hash or signature; a sealed one also opened and as the inner frame's body.
    private static func copies(of kind: FrameKind) -> Int { kind == .sealed ? 6 : 4 }

    /// A sealed frame that is not opened leaves a hole in the session's numbers, so that session is over.
    private mutating func refuseLarge(_ header: FrameHeader, _ slot: Int32) {
        guard header.kind == .request, connections[slot].session < 0 else {
            return end(slot, with: .largeBodyRefused, requestID: header.requestID)
        }
        refuse(header, slot, with: .largeBodyRefused)
    }

    private mutating func greet(_ header: FrameHeader, _ body: [UInt8], _ slot: Int32) {
        let hello: Hello
        do { hello = try Hello(decoding: body) } catch {
            return end(slot, with: .malformed(error), requestID: header.requestID)
        }
        let version = Hello.currentVersion
        guard hello.minimumVersion <= version, hello.maximumVersion >= version else {
            return end(slot, with: .unsupportedVersion(hello), requestID: header.requestID)
        }
        let address = shared.listeners[Int(connections[slot].listener)].address
        let answer = shared.service.hello(
            identity: address.identity, requiresSession: address.requiresSession, version: version)
        connections[slot].phase = .open
        connections[slot].phaseBy = 0
        self.answer(slot, .answer(answer.encoded), requestID: header.requestID, operation: header.operation)
    }

    private mutating func openSession(_ header: FrameHeader, _ body: [UInt8], _ slot: Int32) {
        guard shared.claimSession() else { return refuse(header, slot, with: .tooManySessions) }
        do {
            let session = try SealedSession(
                accepting: try SessionOpen(decoding: body), with: shared.service.sessionKey)
            connections[slot].session = sessions.insert(session)
        } catch {
            shared.freeSession()
            return end(slot, with: .cannotOpenSession, requestID: header.requestID)
        }
        answer(slot, .answer([]), requestID: header.requestID, operation: header.operation)
    }

    private mutating func unseal(_ frame: Frame, _ slot: Int32) {
        guard let inner = sessions.open(frame, in: connections[slot].session) else {
            return end(slot, with: .sessionBroken, requestID: frame.header.requestID)
        }
        guard inner.header.kind == .request else {
            return end(slot, with: .unexpectedKind, requestID: inner.header.requestID)
        }
        call(inner.header, inner.body, slot, isSealed: true)
    }

    private mutating func call(_ header: FrameHeader, _ body: [UInt8], _ slot: Int32, isSealed: Bool) {
        if case .refusing(let refusal, _) = stage { return refuse(header, slot, with: refusal) }
        guard EnclaveOperation(rawValue: header.operation) != nil else {
            return refuse(header, slot, with: .unknownOperation(header.operation))
        }
        let key = RequestKey(connection: connections.address(of: slot), requestID: header.requestID)
        if connections[slot].outstanding > 0, inFlight[key] != nil {
            // Two answers with one id could not be told apart, so this one ends the connection.
            return end(slot, with: .duplicateRequest, requestID: header.requestID)
        }
        let identity = shared.listeners[Int(connections[slot].listener)].address.identity
        let call = Call(identity: identity, isSealed: isSealed, header: header, body: body, lane: index)
        take(shared.service.handle(call), key: key, header: header, slot)
    }

    private mutating func take(_ outcome: Outcome, key: RequestKey, header: FrameHeader, _ slot: Int32) {
        switch outcome {
        case .done(let reply, after: let number) where number == 0 || shared.service.durableNumber >= number:
            answer(slot, reply, requestID: header.requestID, operation: header.operation)
        case .done(let reply, after: let number):
            hold(HeldAnswer(number: number, key: key, operation: header.operation, reply: reply), slot)
        case .when(let reply):
            connections[slot].outstanding += 1
            inFlight[key] = header.operation
            waiting.append(WaitingAnswer(key: key, operation: header.operation, reply: reply))
        case .later(let kind, let work):
            let job = SlowJob(key: key, operation: header.operation, worker: link, work: work)
            guard shared.slow[kind].submit(job) else { return refuse(header, slot, with: .slowQueueFull) }
            connections[slot].outstanding += 1
            inFlight[key] = header.operation
        }
    }

    private mutating func hold(_ answer: HeldAnswer, _ slot: Int32) {
        connections[slot].outstanding += 1
        inFlight[answer.key] = answer.operation
        held.insert(answer)
    }
}
