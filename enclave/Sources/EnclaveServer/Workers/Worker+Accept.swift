internal import EnclaveProtocol
private import Glibc
private import Synchronization

extension Worker {
    /// Most connections accepted before those that exist are turned to.
    private static var acceptsPerRound: Int { 32 }

    /// Watches the listeners again.
    mutating func resumeAccepting() {
        guard !isAccepting, case .serving = stage else { return }
        isAccepting = true
        for (index, listener) in shared.listeners.enumerated() {
            // All workers watch all listeners; the kernel wakes one of them, and another if that one is busy.
            _ = poller.add(listener.number, [.readable, .exclusive], token: PollToken.listener(index).encoded)
        }
    }

    /// Stops watching the listeners.
    mutating func pauseAccepting() {
        guard isAccepting else { return }
        isAccepting = false
        for listener in shared.listeners { poller.remove(listener.number) }
    }

    /// Takes waiting connections and gives each to the worker that has fewest.
    mutating func accept(from index: Int) {
        guard isAccepting else { return }
        let listener = shared.listeners[index]
        for _ in 0..<Self.acceptsPerRound {
            guard let descriptor = listener.accept() else { return backOffWithoutDescriptors() }
            WorkerFigures.add(1, to: link.figures.accepted)
            if !listener.admits(descriptor) {
                turnAway(descriptor, with: .wrongUser)
            } else if !shared.claimConnection() {
                turnAway(descriptor, with: .tooManyConnections)
            } else {
                place(descriptor, listener: index)
            }
        }
    }

    private mutating func place(_ descriptor: Int32, listener: Int) {
        let worker = shared.leastLoaded(preferred: index)
        shared.links[worker].load.add(1, ordering: .relaxed)
        guard worker != index else { return adopt(descriptor, listener: listener) }
        shared.links[worker].post(.connection(descriptor, listener: listener))
    }

    /// Makes an accepted connection this worker's own.
    mutating func adopt(_ descriptor: Int32, listener: Int) {
        guard let slot = connections.claim() else { return abandon(descriptor) }
        let token = PollToken.connection(connections.address(of: slot)).encoded
        guard poller.add(descriptor, .readable, token: token) else {
            connections.free(slot)
            return abandon(descriptor)
        }
        connections[slot].phase = .greeting
        connections[slot].descriptor = descriptor
        connections[slot].listener = Int32(clamping: listener)
        connections[slot].watched = .readable
        connections[slot].needed = FrameLimits.header
        connections[slot].phaseBy = now + shared.configuration.timeouts.hello
        scheduleSweep()
        WorkerFigures.add(1, to: link.figures.connections)
    }

    /// Closes a connection of this worker and forgets all of it but its unfinished requests, which end unanswered.
    mutating func close(_ slot: Int32) {
        let descriptor = connections[slot].descriptor
        if connections[slot].session >= 0 {
            sessions.remove(connections[slot].session)
            shared.freeSession()
        }
        connections[slot].input.release(pool: &pool)
        connections[slot].output.release(pool: &pool)
        connections.free(slot)
        WorkerFigures.add(-1, to: link.figures.connections)
        abandon(descriptor)
    }

    /// Closes a connection that was counted but has no slot.
    mutating func abandon(_ descriptor: Int32) {
        _ = Glibc.close(descriptor)
        shared.freeConnection()
        link.load.subtract(1, ordering: .relaxed)
    }

    private mutating func turnAway(_ descriptor: Int32, with refusal: Refusal) {
        WorkerFigures.add(1, to: link.figures.refused)
        var farewell = ByteQueue()
        if farewell.append(Frame(kind: .refusal, requestID: 0, body: refusal.encoded).encoded, pool: &pool) {
            _ = farewell.send(to: descriptor)
        }
        farewell.release(pool: &pool)
        _ = Glibc.close(descriptor)
    }

    private mutating func backOffWithoutDescriptors() {
        guard [EMFILE, ENFILE, ENOBUFS, ENOMEM].contains(SystemError.number) else { return }
        pauseAccepting()
        scheduleSweep()
    }
}
