package import EnclaveProtocol
package import SealedSession

/// A request as the edge hands it to the core: whole, decoded down to its body, its caller known.
package struct Call: Sendable {
    /// The listener's identity; decided once, at accept.
    package let identity: String
    /// The request came inside a sealed session.
    package let isSealed: Bool
    /// The header of the (inner) request frame.
    package let header: FrameHeader
    /// Its body.
    package let body: [UInt8]
    /// The worker that calls: what is only counted is kept apart by it.
    package let lane: Int

    package init(identity: String, isSealed: Bool, header: FrameHeader, body: [UInt8], lane: Int = 0) {
        self.identity = identity
        self.isSealed = isSealed
        self.header = header
        self.body = body
        self.lane = lane
    }
}

/// What the core says to a call.
package enum Outcome: Sendable {
    /// Release this once every record up to `after` is durable; 0 is at once.
    case done(Reply, after: UInt64)
    /// Release what this gives, once it gives something; asked again whenever records became durable, and each second.
    case when(@Sendable () -> Reply?)
    /// Long work for the slow thread of its kind, which gives the real outcome.
    case later(LongWork, @Sendable () -> Outcome)
}

/// What long work spends its time on. Each kind has a thread and a queue of its own: none waits behind the other.
package enum LongWork: CaseIterable, Sendable {
    /// Computing and writing: RSA keys, recovery shares, backups.
    case computation
    /// Asking the platform: evidence.
    case evidence
}

/// An answer's body or a refusal.
package enum Reply: Sendable {
    case answer([UInt8])
    case refusal(Refusal)
}

/// The core as the edge sees it: synchronous, callable from any worker thread.
package protocol EnclaveService: AnyObject, Sendable {
    /// The answer to hello on a listener.
    func hello(identity: String, requiresSession: Bool, version: UInt16) -> HelloAnswer
    /// The key sealed sessions are opened to.
    var sessionKey: SessionPrivateKey { get }
    /// Carries out one call.
    func handle(_ call: Call) -> Outcome
    /// Records up to this number are on disk; rises only.
    var durableNumber: UInt64 { get }
    /// Has what is not yet on disk written now; called when the edge can only wait for it.
    func commit()
    /// Called on the journal's thread whenever `durableNumber` rose.
    func onDurable(_ notify: @escaping @Sendable () -> Void)
    /// Called when storage failed for good: answer what waits with the refusal, then end the process.
    func onFailure(_ notify: @escaping @Sendable (Refusal) -> Void)
    /// The journal's thread: returns after `shutdown`.
    func runJournal()
    /// A thread of low priority: compacts the journal; returns after `shutdown`.
    func runMaintenance()
    /// Called about once a second from one thread: flushes counters, makes checkpoints, watches the clock.
    func tick()
    /// Stops taking work, flushes, fences.
    func shutdown()
}
