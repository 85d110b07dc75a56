internal import EnclaveProtocol

extension EnclaveServer {
    /// Longest wait for threads that have nothing left to do.
    private static var endTimeout: Int { 5_000 }

    /// Waits until the server was told to stop by `drain` or failed, and ends its threads.
    package func wait() throws(ServerError) -> End {
        var poller = try Poller()
        return try wait(on: &poller) { nil }
    }

    /// The same; signals are requests too.
    func wait(signals: borrowing SignalWatch) throws(ServerError) -> End {
        var poller = try Poller()
        _ = poller.add(signals.number, .readable, token: 1)
        return try wait(on: &poller) { signals.take() }
    }

    private func wait(on poller: inout Poller, signal: () -> SignalRequest?) throws(ServerError) -> End {
        _ = poller.add(shared.ledger.wakeup.number, .readable, token: 0)
        while true {
            let entries = shared.ledger.current
            if let failure = entries.failure { return end(failedWith: failure, &poller) }
            if entries.isDrainRequested { return end(draining: &poller) }
            if let error = entries.startError { throw error }
            _ = poller.wait(milliseconds: nil)
            shared.ledger.wakeup.take()
            while let request = signal() {
                switch request {
                case .drain: drain()
                case .reload: housekeeper.reload()
                }
            }
        }
    }

    private func end(draining poller: inout Poller) -> End {
        shared.postToAll(.drain(.shuttingDown))
        shared.slow.stop(.shuttingDown)
        let isEnd = { (entries: ThreadLedger.Entries) in
            entries.ended == self.shared.links.count || entries.failure != nil
        }
        let inTime = wait(shared.configuration.timeouts.drain, on: &poller, until: isEnd)
        if let failure = shared.ledger.current.failure { return end(failedWith: failure, &poller) }
        if !inTime {
            shared.postToAll(.stop(.shuttingDown))
            _ = wait(Self.endTimeout, on: &poller) { $0.ended == self.shared.links.count }
        }
        housekeeper.shutDown()
        _ = wait(Self.endTimeout, on: &poller) { ($0.isShutDown && $0.isJournalEnded) || $0.failure != nil }
        if let failure = shared.ledger.current.failure { return .failed(failure) }
        return .drained(inTime: inTime)
    }

    private func end(failedWith failure: Refusal, _ poller: inout Poller) -> End {
        shared.postToAll(.stop(failure))
        shared.slow.stop(failure)
        _ = wait(Self.endTimeout, on: &poller) { $0.ended == self.shared.links.count }
        return .failed(failure)
    }

    private func wait(
        _ milliseconds: Int, on poller: inout Poller, until isDone: (ThreadLedger.Entries) -> Bool
    ) -> Bool {
        let limit = MonotonicClock.milliseconds + milliseconds
        while !isDone(shared.ledger.current) {
            let left = limit - MonotonicClock.milliseconds
            guard left > 0 else { return false }
            _ = poller.wait(milliseconds: left)
            shared.ledger.wakeup.take()
        }
        return true
    }
}
