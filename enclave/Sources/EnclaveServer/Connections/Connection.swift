/// Where a connection is in its life.
enum ConnectionPhase: UInt8 {
    /// The slot is not in use.
    case free
    /// Accepted; only hello is taken.
    case greeting
    /// In service.
    case open
    /// Refused for good: what is to be sent is sent, what comes is dropped.
    case ending
}

/// Names a connection after it may be gone: a slot is used again, a generation is not.
struct ConnectionAddress: Hashable, Sendable {
    var slot: Int32
    var generation: UInt32
}

/// One connection, in a slot of ordinary memory: it must not own anything of the heap.
struct Connection: ~Copyable {
    var phase = ConnectionPhase.free
    var descriptor: Int32 = -1
    var generation: UInt32 = 0
    /// Index of the listener it came from.
    var listener: Int32 = 0
    /// Index of its sealed session in the worker's table, or -1.
    var session: Int32 = -1
    /// The next free slot while this one is free.
    var nextFree: Int32 = -1
    /// Requests that wait for the journal or a slow thread.
    var outstanding: Int32 = 0
    /// What the poller was last asked to report.
    var watched: Readiness = []
    var isReadable = false
    /// In the worker's list of connections to turn to.
    var isQueued = false
    /// In the worker's list of connections that wait until answers have left.
    var isStalled = false
    var inputEnded = false
    /// Bytes that must be there before the next look at the input is of use.
    var needed = 0
    /// For hello, then for the peer's close; 0: none. Milliseconds, like those that follow.
    var phaseBy = 0
    /// For the rest of a frame that has begun.
    var frameBy = 0
    /// For the peer to take a byte.
    var writeBy = 0
    var input = ByteQueue()
    var output = ByteQueue()

    /// A deadline is set.
    var hasDeadline: Bool { phaseBy | frameBy | writeBy != 0 }

    /// A deadline lies before `now`.
    func isExpired(at now: Int) -> Bool {
        (phaseBy != 0 && phaseBy < now) || (frameBy != 0 && frameBy < now) || (writeBy != 0 && writeBy < now)
    }
}
