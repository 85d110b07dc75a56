internal import EnclaveProtocol

extension Worker {
    /// Makes sure that deadlines are looked at.
    mutating func scheduleSweep() {
        if nextSweep == nil { nextSweep = now + shared.configuration.timeouts.sweep }
    }

    /// Ends connections whose time is over. A look at every slot: 10,000 take less than a tenth of a millisecond.
    mutating func sweepIfDue() {
        guard let due = nextSweep, now >= due else { return }
        nextSweep = nil
        resumeAccepting()
        var hasDeadlines = false
        for slot in 0..<connections.limit where connections[slot].phase != .free {
            if connections[slot].isExpired(at: now) {
                expire(slot)
            }
            hasDeadlines = hasDeadlines || connections[slot].hasDeadline
        }
        if hasDeadlines { scheduleSweep() }
    }

    private mutating func expire(_ slot: Int32) {
        WorkerFigures.add(1, to: link.figures.expired)
        let isUnread = connections[slot].writeBy != 0 && connections[slot].writeBy < now
        if isUnread || connections[slot].phase == .ending { return close(slot) }
        end(slot, with: .timedOut, requestID: 0)
        enqueue(slot)
    }
}
