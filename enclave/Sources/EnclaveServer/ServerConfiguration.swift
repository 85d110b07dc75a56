internal import EnclaveProtocol

/// How the edge behaves; every limit has a default that suits an enclave with a few MiB of memory.
package struct ServerConfiguration: Sendable {
    /// Where to listen; at least one.
    package var listeners: [ListenerAddress]
    /// Worker threads; each has its own connections and carries out their requests itself.
    package var workers: Int
    /// Most connections at once, over all listeners; lowered to what the limit of open descriptors allows.
    package var maximumConnections = 16_384
    /// Most sealed sessions at once: each costs memory of the heap.
    package var maximumSessions = 1_024
    /// Most bytes of answers that wait for the journal, a worker.
    package var maximumHeldBytes = 256 << 10
    /// Most answers that wait for the journal or a slow thread, a worker.
    package var maximumHeldAnswers = 2_048
    /// A connection that reads slower than this many bytes of unsent answers is not read from.
    package var maximumUnsentBytes = 256 << 10
    /// Most ordinary memory for what is received and not yet handled, and for unsent answers, a worker.
    package var maximumBufferBytes = 64 << 20
    /// Most requests of one connection that are carried out before the worker turns to the next one.
    package var requestsPerTurn = 64
    /// Most long jobs of one kind (RSA key generation, evidence) that wait for its slow thread.
    package var maximumSlowJobs = 64
    /// Stack of each thread in bytes.
    package var threadStack = 128 << 10
    /// How long a connection, and a drain, may take.
    package var timeouts = Timeouts()
    /// Asked before a request with a large body is read into the heap.
    package var memory = MemoryBudget.unlimited

    /// A configuration with defaults.
    package init(listeners: [ListenerAddress], workers: Int) {
        self.listeners = listeners
        self.workers = max(1, workers)
    }
}

extension ServerConfiguration {
    /// Times in milliseconds.
    package struct Timeouts: Sendable {
        /// From accept to a whole hello.
        package var hello = 10_000
        /// From the first byte of a frame to its last.
        package var frame = 30_000
        /// Without the peer taking one byte of what waits for it.
        package var write = 30_000
        /// From the last answer before a close to the peer's own close.
        package var linger = 2_000
        /// For answers still due when the server is told to stop.
        package var drain = 20_000

        /// The defaults.
        package init() {}

        /// How often connections are looked over.
        var sweep: Int { max(10, min(1_000, min(min(hello, frame), min(write, linger)) / 4)) }
    }
}

/// The heap's budget, asked before large requests so that none can exhaust it.
package struct MemoryBudget: Sendable {
    /// Bodies up to this many bytes are taken without asking.
    package var threshold: Int
    /// Promises bytes, or says no.
    package var reserve: @Sendable (Int) -> Bool
    /// Returns a promise.
    package var release: @Sendable (Int) -> Void

    /// A budget.
    package init(
        threshold: Int, reserve: @escaping @Sendable (Int) -> Bool, release: @escaping @Sendable (Int) -> Void
    ) {
        self.threshold = threshold
        self.reserve = reserve
        self.release = release
    }

    /// No limit: for tests, and where the heap is ordinary memory.
    package static let unlimited = MemoryBudget(
        threshold: FrameLimits.maximumBody, reserve: { _ in true }, release: { _ in })
}
