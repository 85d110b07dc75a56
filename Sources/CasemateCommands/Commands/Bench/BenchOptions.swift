internal import ArgumentParser
internal import EnclaveClient
internal import EnclaveProtocol

/// How to load.
struct BenchOptions: ParsableArguments {
    @Option(help: "Seconds of each run.") var seconds = 2.0
    @Option(help: "Connections, a thread each.") var connections = 4
    @Option(help: "Requests outstanding on each connection.") var outstanding = 48
    @Option(help: "Alternating runs, of which the median counts.") var rounds = 3

    func validate() throws {
        guard seconds > 0, (1...1024).contains(connections), (1...FrameLimits.maximumOutstanding).contains(outstanding),
            (1...100).contains(rounds)
        else { throw ValidationError("Seconds, connections, outstanding and rounds must be sensible.") }
    }

    /// A load of one operation.
    func load(
        _ operation: EnclaveOperation, _ bodies: [[UInt8]], on enclave: EnclaveOptions
    ) async throws -> EnclaveLoad {
        EnclaveLoad(
            address: try enclave.resolved(), configuration: try await enclave.configuration(), operation: operation,
            bodies: bodies, connections: connections, outstanding: outstanding)
    }

    /// Runs a load and its companions in turns; the medians of all.
    func measure(
        _ subject: String, _ load: EnclaveLoad, beside companions: [(name: String, rate: () throws -> Double?)]
    ) throws -> Measurement {
        var rates: [Double] = []
        var others = [[Double]](repeating: [], count: companions.count)
        var latencies = LatencyHistogram()
        for _ in 0..<rounds {
            let outcome = try load.run(seconds: seconds)
            rates.append(outcome.rate)
            latencies.merge(outcome.latencies)
            for (index, companion) in companions.enumerated() {
                if let rate = try companion.rate() { others[index].append(rate) }
            }
        }
        let comparisons = zip(companions, others).filter { !$0.1.isEmpty }.map { companion, rates in
            Measurement.Comparison(name: companion.name, rate: Measurement.median(rates))
        }
        return Measurement(
            subject: subject, connections: load.connections, outstanding: load.outstanding,
            rate: Measurement.median(rates), latencies: latencies, comparisons: comparisons)
    }
}
