internal import EnclaveProtocol
private import Glibc

extension Worker {
    /// Room made for a read when nothing is known about what comes.
    private static var readSize: Int { 16 << 10 }

    /// Does a bounded amount of work for a connection: one read, some requests, one write.
    mutating func turn(to slot: Int32) {
        connections[slot].isQueued = false
        receive(slot)
        var handled = 0
        while handled < shared.configuration.requestsPerTurn, mayHandle(slot), handleNextFrame(slot) { handled += 1 }
        settle(slot, handled: handled)
    }

    /// The connection may cause more work and more answers.
    private func mayHandle(_ slot: Int32) -> Bool {
        switch connections[slot].phase {
        case .free, .ending: false
        case .greeting, .open:
            connections[slot].outstanding < FrameLimits.maximumOutstanding
                && connections[slot].output.count < shared.configuration.maximumUnsentBytes && !isHoldingTooMuch
        }
    }

    /// Too many answers wait for the journal to begin anything that may add to them.
    var isHoldingTooMuch: Bool {
        held.bytes > shared.configuration.maximumHeldBytes || inFlight.count > shared.configuration.maximumHeldAnswers
    }

    private mutating func receive(_ slot: Int32) {
        guard connections[slot].isReadable, !connections[slot].inputEnded else { return }
        if connections[slot].phase == .ending { return discard(slot) }
        guard mayHandle(slot), connections[slot].input.count < max(connections[slot].needed, 1) else { return }
        connections[slot].isReadable = false
        // Room grows with what really came: a peer cannot claim memory by announcing a long frame.
        let room = max(Self.readSize - connections[slot].input.count, connections[slot].input.count)
        guard connections[slot].input.reserve(room, pool: &pool) else { return close(slot) }
        switch connections[slot].input.receive(from: connections[slot].descriptor) {
        case .moved, .wouldBlock: break
        case .ended: connections[slot].inputEnded = true
        case .failed: close(slot)
        }
    }

    /// Reads on after a refusal for good, so that the refusal is not lost to a reset.
    private mutating func discard(_ slot: Int32) {
        connections[slot].isReadable = false
        connections[slot].input.release(pool: &pool)
        guard connections[slot].input.reserve(Self.readSize, pool: &pool) else { return close(slot) }
        switch connections[slot].input.receive(from: connections[slot].descriptor) {
        case .moved(let count): connections[slot].input.consume(count)
        case .wouldBlock: break
        case .ended, .failed: close(slot)
        }
    }

    /// Sends what there is to send and decides what the connection waits for next.
    private mutating func settle(_ slot: Int32, handled: Int) {
        guard connections[slot].phase != .free, flush(slot) else { return }
        if connections[slot].phase == .ending { return settleEnding(slot) }
        let hasWholeFrame = connections[slot].input.count >= connections[slot].needed
        let isBlocked = !mayHandle(slot)
        if connections[slot].inputEnded, !hasWholeFrame, connections[slot].outstanding == 0,
            connections[slot].output.isEmpty
        {
            return close(slot)
        }
        if isBlocked {
            stall(slot)
        } else if hasWholeFrame {
            enqueue(slot)
        }
        if connections[slot].input.isEmpty || !isBlocked { connections[slot].input.shrink(pool: &pool) }
        setFrameDeadline(slot, isWaiting: !isBlocked && !hasWholeFrame, handled: handled)
        watch(slot, isReading: !isBlocked && !hasWholeFrame && !connections[slot].inputEnded)
    }

    private mutating func settleEnding(_ slot: Int32) {
        connections[slot].input.release(pool: &pool)
        if connections[slot].output.isEmpty {
            if connections[slot].inputEnded { return close(slot) }
            _ = shutdown(connections[slot].descriptor, Int32(SHUT_WR))
        }
        watch(slot, isReading: !connections[slot].inputEnded)
    }

    /// Writes once; false when the connection is gone.
    private mutating func flush(_ slot: Int32) -> Bool {
        guard !connections[slot].output.isEmpty else { return true }
        switch connections[slot].output.send(to: connections[slot].descriptor) {
        case .moved: connections[slot].writeBy = 0
        case .wouldBlock: break
        case .ended, .failed:
            close(slot)
            return false
        }
        connections[slot].output.shrink(pool: &pool)
        if connections[slot].output.isEmpty {
            connections[slot].writeBy = 0
        } else if connections[slot].writeBy == 0 {
            connections[slot].writeBy = now + shared.configuration.timeouts.write
            scheduleSweep()
        }
        return true
    }

    private mutating func stall(_ slot: Int32) {
        guard isHoldingTooMuch, !connections[slot].isStalled else { return }
        connections[slot].isStalled = true
        stalled.append(slot)
    }

    /// The clock of a frame runs from its first byte, and only while this side reads.
    private mutating func setFrameDeadline(_ slot: Int32, isWaiting: Bool, handled: Int) {
        guard isWaiting, !connections[slot].input.isEmpty else { return connections[slot].frameBy = 0 }
        guard handled > 0 || connections[slot].frameBy == 0 else { return }
        connections[slot].frameBy = now + shared.configuration.timeouts.frame
        scheduleSweep()
    }

    private mutating func watch(_ slot: Int32, isReading: Bool) {
        var wanted: Readiness = isReading ? .readable : []
        if !connections[slot].output.isEmpty { wanted.insert(.writable) }
        guard wanted != connections[slot].watched else { return }
        connections[slot].watched = wanted
        let token = PollToken.connection(connections.address(of: slot)).encoded
        poller.change(connections[slot].descriptor, wanted, token: token)
    }
}
