internal import EnclaveCore
internal import EnclaveProtocol

extension Worker {
    /// Queues an answer for sending, sealed when the connection has a session.
    mutating func answer(_ slot: Int32, _ reply: Reply, requestID: UInt64, operation: UInt16) {
        var header = FrameHeader(bodyLength: 0, kind: .answer, operation: operation, requestID: requestID)
        let body: [UInt8]
        switch reply {
        case .answer(let bytes): body = bytes
        case .refusal(let refusal):
            header.kind = .refusal
            body = refusal.encoded
        }
        header.bodyLength = body.count
        guard connections[slot].session >= 0 else { return send(header, body, slot) }
        let frame = Frame(kind: header.kind, operation: operation, requestID: requestID, body: body)
        guard let sealed = sessions.seal(frame, in: connections[slot].session) else {
            return end(slot, with: .sealingFailed, requestID: requestID)
        }
        send(sealed.header, sealed.body, slot)
    }

    /// Refuses a request; the connection goes on.
    mutating func refuse(_ header: FrameHeader, _ slot: Int32, with refusal: Refusal) {
        WorkerFigures.add(1, to: link.figures.refused)
        answer(slot, .refusal(refusal), requestID: header.requestID, operation: header.operation)
    }

    /// Refuses for good, in clear: what is queued is sent, then the connection is closed.
    mutating func end(_ slot: Int32, with refusal: Refusal, requestID: UInt64) {
        guard connections[slot].phase != .ending else { return }
        WorkerFigures.add(1, to: link.figures.refused)
        connections[slot].phase = .ending
        connections[slot].phaseBy = now + shared.configuration.timeouts.linger
        connections[slot].frameBy = 0
        scheduleSweep()
        let body = refusal.encoded
        send(FrameHeader(bodyLength: body.count, kind: .refusal, requestID: requestID), body, slot)
    }

    private mutating func send(_ header: FrameHeader, _ body: [UInt8], _ slot: Int32) {
        var writer = WireWriter(capacity: FrameLimits.header)
        header.encode(to: &writer)
        guard connections[slot].output.append(writer.bytes, pool: &pool),
            connections[slot].output.append(body, pool: &pool)
        else { return close(slot) }
    }

    /// Sends what waited for records that are durable by now.
    mutating func releaseDurable() {
        if !held.isEmpty {
            let durable = shared.service.durableNumber
            while let answer = held.next(upTo: durable) { deliver(answer.key, answer.reply) }
        }
        _ = releaseWaiting()
        resumeStalled()
    }

    /// Sends what waited for more than the disk and is there by now; false when nothing was.
    mutating func releaseWaiting() -> Bool {
        guard !waiting.isEmpty else { return false }
        let asked = waiting
        waiting.removeAll(keepingCapacity: true)
        for answer in asked {
            if let reply = answer.reply() { deliver(answer.key, reply) } else { waiting.append(answer) }
        }
        return waiting.count < asked.count
    }

    /// Takes the outcome of a long job.
    mutating func finish(_ key: RequestKey, operation: UInt16, _ outcome: Outcome) {
        guard inFlight[key] != nil else { return }
        switch outcome {
        case .done(let reply, after: let number) where number == 0 || shared.service.durableNumber >= number:
            deliver(key, reply)
        case .done(let reply, after: let number):
            held.insert(HeldAnswer(number: number, key: key, operation: operation, reply: reply))
        case .when(let reply): waiting.append(WaitingAnswer(key: key, operation: operation, reply: reply))
        case .later: return
        }
    }

    /// Answers everything that waits with one refusal.
    mutating func refuseHeld(with refusal: Refusal) {
        held.removeAll()
        waiting.removeAll()
        for key in Array(inFlight.keys) { deliver(key, .refusal(refusal)) }
    }

    private mutating func deliver(_ key: RequestKey, _ reply: Reply) {
        guard let operation = inFlight.removeValue(forKey: key),
            let slot = connections.slot(of: key.connection), connections[slot].phase != .ending
        else { return }
        connections[slot].outstanding -= 1
        answer(slot, reply, requestID: key.requestID, operation: operation)
        if connections[slot].phase != .free { enqueue(slot) }
    }

    private mutating func resumeStalled() {
        guard !stalled.isEmpty, !isHoldingTooMuch else { return }
        for slot in stalled where connections[slot].isStalled {
            connections[slot].isStalled = false
            enqueue(slot)
        }
        stalled.removeAll(keepingCapacity: true)
    }
}
