internal import Synchronization

/// What a load came to.
final class LoadBoard: Sendable {
    /// How a request ended.
    enum Outcome {
        /// Answered, the same document for the first time or again.
        case answered(isFirst: Bool, Duration)
        /// Refused, before it was ever answered.
        case refused
        case wrong(String)
        case failed(String)
    }

    private struct State {
        var next = 0
        var done = 0
        var seen: Set<Int> = []
        var first: [Duration] = []
        var again: [Duration] = []
        var refused = 0
        var retries = 0
        var wrong: [String] = []
        var failed: [String] = []
    }

    private let requests: Int
    private let state = Mutex(State())

    init(requests: Int, count: Int) { self.requests = requests }

    /// The number of the next request, or nil when all are given out.
    func next() -> Int? {
        state.withLock { state in
            guard state.next < requests else { return nil }
            defer { state.next += 1 }
            return state.next
        }
    }

    func wasAnswered(_ document: Int) -> Bool { state.withLock { $0.seen.contains(document) } }

    func retried() { state.withLock { $0.retries += 1 } }

    func record(_ document: Int, _ outcome: Outcome) {
        let done = state.withLock { state in
            switch outcome {
            case .answered(let isFirst, let time):
                state.seen.insert(document)
                if isFirst { state.first.append(time) } else { state.again.append(time) }
            case .refused: state.refused += 1
            case .wrong(let reason): state.wrong.append(reason)
            case .failed(let reason): state.failed.append(reason)
            }
            state.done += 1
            return state.done
        }
        if done.isMultiple(of: max(requests / 10, 1)) { Output.line("at \(done)") }
    }

    var hasFailed: Bool { state.withLock { !$0.wrong.isEmpty || !$0.failed.isEmpty } }

    /// One JSON object; times in microseconds.
    var report: String {
        let state = state.withLock { $0 }
        let reasons = (state.wrong + state.failed).prefix(5).map { "\"\($0)\"" }.joined(separator: ",")
        return """
            {"requests":\(requests),"documents":\(state.seen.count),"wrong":\(state.wrong.count),\
            "failed":\(state.failed.count),"refused":\(state.refused),"retries":\(state.retries),\
            "cached":\(Self.latencies(state.again)),"first":\(Self.latencies(state.first)),"reasons":[\(reasons)]}
            """
    }

    private static func latencies(_ times: [Duration]) -> String {
        let sorted = times.sorted()
        func at(_ share: Double) -> Int64 {
            guard let last = sorted.indices.last else { return 0 }
            let parts = sorted[min(last, Int(Double(sorted.count) * share))].components
            return parts.seconds * 1_000_000 + parts.attoseconds / 1_000_000_000_000
        }
        return
            "{\"count\":\(sorted.count),\"p50Microseconds\":\(at(0.5)),\"p99Microseconds\":\(at(0.99)),\"maximumMicroseconds\":\(at(1))}"
    }
}
