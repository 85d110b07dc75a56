internal import EnclaveClient
internal import EnclaveProtocol

/// A closed-loop load: each connection has a thread and keeps a number of requests outstanding.
struct EnclaveLoad: Sendable {
    /// What came of a run.
    struct Outcome: Sendable {
        /// Answers a second.
        var rate: Double
        var latencies: LatencyHistogram
    }

    let address: EnclaveAddress
    let configuration: ConnectionConfiguration
    let operation: EnclaveOperation
    /// Encoded requests, sent in turn.
    let bodies: [[UInt8]]
    let connections: Int
    let outstanding: Int

    /// Runs for some seconds.
    func run(seconds: Double) throws -> Outcome {
        let length = UInt64(seconds * 1e9)
        let histograms = try WorkerThreads.run(connections) { try self.drive(index: $0, nanoseconds: length) }
        var latencies = LatencyHistogram()
        for histogram in histograms { latencies.merge(histogram) }
        return Outcome(rate: Double(latencies.total) / seconds, latencies: latencies)
    }

    /// Sends every body once, for preparations; one refusal is taken as done.
    func runOnce(tolerating tolerated: Refusal.Code) throws {
        var connection = try BlockingConnection(to: address, configuration: configuration)
        var rest = bodies[...]
        while !rest.isEmpty || connection.outstanding > 0 {
            while connection.outstanding < outstanding, let body = rest.popFirst() {
                _ = try connection.enqueue(operation, body: body)
            }
            try connection.flush()
            for completion in try connection.receive() {
                if case .failure(let error) = completion.outcome, error.code != .refused(tolerated) { throw error }
            }
        }
    }

    private func drive(index: Int, nanoseconds: UInt64) throws -> LatencyHistogram {
        var connection = try BlockingConnection(to: address, configuration: configuration)
        var latencies = LatencyHistogram()
        var sentAt = SendTimes()
        var turn = index * bodies.count / max(connections, 1)
        let end = Stopwatch.now + nanoseconds
        var missing = outstanding
        while true {
            let started = Stopwatch.now
            for _ in 0..<missing {
                let id = try connection.enqueue(operation, body: bodies[turn % bodies.count])
                sentAt[id] = started
                turn += 1
            }
            try connection.flush()
            let completions = try connection.receive()
            let now = Stopwatch.now
            guard now < end else { return latencies }
            for completion in completions {
                _ = try completion.outcome.get()
                latencies.add(nanoseconds: now - sentAt[completion.id])
            }
            missing = completions.count
        }
    }
}

/// When requests were sent, by id. Ids rise by one, so a ring is enough for far more than may be outstanding.
private struct SendTimes {
    private static let size: UInt64 = 1 << 16
    private var times = [UInt64](repeating: 0, count: Int(size))

    subscript(id: UInt64) -> UInt64 {
        get { times[Int(id % Self.size)] }
        set { times[Int(id % Self.size)] = newValue }
    }
}
