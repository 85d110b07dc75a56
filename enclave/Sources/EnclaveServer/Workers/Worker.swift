internal import EnclaveCore
internal import EnclaveProtocol

/// One thread's share of the edge: its connections, and the requests that come in on them, from accept to close.
///
/// A worker reads what a connection has, carries out every whole frame of it in place, and writes the answers together.
/// A value of its thread: nothing in it is shared except through `link` and `shared`.
struct Worker: ~Copyable {
    enum Stage {
        /// Not accepting yet.
        case preparing
        case serving
        /// New requests get the refusal; ends when nothing is due, or at the time given.
        case refusing(Refusal, until: Int?)
        case ended
    }

    let index: Int
    let shared: ServerShared
    let link: WorkerLink
    var stage = Stage.preparing
    var poller: Poller
    var pool: BufferPool
    var connections: ConnectionTable
    var sessions = SessionTable()
    var held = HeldAnswers()
    /// Answers that wait for more than the disk; few.
    var waiting: [WaitingAnswer] = []
    /// Requests that are not answered yet, with their operations.
    var inFlight: [RequestKey: UInt16] = [:]
    /// Connections to turn to.
    var ready: [Int32] = []
    /// Connections that wait until fewer answers are held.
    var stalled: [Int32] = []
    /// Listeners are watched.
    var isAccepting = false
    /// The time of this round.
    var now = MonotonicClock.milliseconds
    var nextSweep: Int?
    /// The bytes of the header looked at.
    var headerBytes = [UInt8](repeating: 0, count: FrameLimits.header)

    init(index: Int, shared: ServerShared) throws(ServerError) {
        let poller = try Poller()
        let connections = try ConnectionTable(capacity: shared.capacity)
        self.index = index
        self.shared = shared
        self.poller = poller
        self.connections = connections
        link = shared.links[index]
        pool = BufferPool(limit: shared.configuration.maximumBufferBytes)
        _ = self.poller.add(link.wakeup.number, .readable, token: PollToken.wakeup.encoded)
    }

    /// The thread's body: works until told to end.
    mutating func run() {
        while true {
            let count = waitForEvents()
            link.awake()
            now = MonotonicClock.milliseconds
            for report in 0..<count { take(poller[report].token, poller[report].readiness) }
            releaseDurable()
            turnToReady()
            sweepIfDue()
            if isFinished(isQuiet: count == 0) { break }
        }
        end()
    }

    private mutating func take(_ token: UInt64, _ readiness: Readiness) {
        switch PollToken(encoded: token) {
        case .wakeup: for message in link.takeMail() { take(message) }
        case .listener(let listener): accept(from: listener)
        case .connection(let address):
            guard let slot = connections.slot(of: address) else { return }
            if readiness.contains(.broken) { return close(slot) }
            if readiness.contains(.readable) { connections[slot].isReadable = true }
            enqueue(slot)
        }
    }

    private mutating func take(_ message: WorkerMail) {
        switch message {
        case .open:
            stage = .serving
            resumeAccepting()
        case .connection(let descriptor, let listener):
            adopt(descriptor, listener: listener)
        case .finished(let key, let operation, let outcome):
            finish(key, operation: operation, outcome)
        case .drain(let refusal):
            pauseAccepting()
            stage = .refusing(refusal, until: nil)
        case .stop(let refusal):
            pauseAccepting()
            stage = .refusing(refusal, until: now + 1_000)
            refuseHeld(with: refusal)
        }
    }

    /// Turns to a connection in this round or the next.
    mutating func enqueue(_ slot: Int32) {
        guard !connections[slot].isQueued else { return }
        connections[slot].isQueued = true
        ready.append(slot)
    }

    private mutating func turnToReady() {
        // Those that have more to do line up again behind the others, and behind a look at the poller.
        let due = ready
        ready.removeAll(keepingCapacity: true)
        for slot in due where connections[slot].phase != .free && connections[slot].isQueued { turn(to: slot) }
    }

    /// Answers that wait for the disk are written in groups, and a group is as large as the work at hand: it is asked
    /// for when there is nothing left to do but wait.
    private mutating func waitForEvents() -> Int {
        let limit = timeout()
        guard limit != 0, !held.isEmpty || !waiting.isEmpty else { return poller.wait(milliseconds: limit) }
        let count = poller.wait(milliseconds: 0)
        guard count == 0 else { return count }
        shared.service.commit()
        return poller.wait(milliseconds: limit)
    }

    /// How long to wait; what the journal released meanwhile is seen by asking it after saying what is waited for.
    private mutating func timeout() -> Int? {
        guard ready.isEmpty else { return 0 }
        if let number = held.firstNumber {
            link.sleep(until: number)
            if shared.service.durableNumber >= number { return 0 }
        }
        if !waiting.isEmpty {
            link.sleep(until: 0)
            if releaseWaiting() { return 0 }
        }
        let sweep = nextSweep.map { max(0, $0 - now) + 1 }
        if case .refusing = stage { return min(20, sweep ?? 20) }
        return sweep
    }

    private func isFinished(isQuiet: Bool) -> Bool {
        switch stage {
        case .preparing, .serving: return false
        case .ended: return true
        case .refusing(_, let until):
            if let until, now >= until { return true }
            return isQuiet && ready.isEmpty && !hasUnsent && !isAwaited
        }
    }

    /// Somebody who is still there waits for an answer.
    private var isAwaited: Bool {
        for key in inFlight.keys where connections.slot(of: key.connection) != nil { return true }
        return false
    }

    private var hasUnsent: Bool {
        for slot in 0..<connections.limit where !connections[slot].output.isEmpty { return true }
        return false
    }

    private mutating func end() {
        stage = .ended
        for slot in 0..<connections.limit where connections[slot].phase != .free { close(slot) }
        for case .connection(let descriptor, _) in link.takeMail() { abandon(descriptor) }
    }
}
