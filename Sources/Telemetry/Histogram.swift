internal import Synchronization

/// How often values fell below each of a row of bounds, one row for each set of label values.
package final class Histogram: Metric {
    /// Bounds in seconds for answers from memory and disk up to slow upstreams.
    package static let latencies = [0.0001, 0.0003, 0.001, 0.003, 0.01, 0.03, 0.1, 0.3, 1, 3, 10, 30]

    private struct Row {
        private(set) var counts: [UInt64]
        private(set) var count: UInt64 = 0
        private(set) var sum = 0.0

        init(bounds: Int) { counts = Array(repeating: 0, count: bounds) }

        /// Counts a value whose first bound above is the given one, if there is any.
        mutating func add(_ value: Double, at bound: Int?) {
            if let bound { counts[bound] += 1 }
            count += 1
            sum += value
        }
    }

    package let name: String
    private let help: String
    private let labels: [String]
    private let bounds: [Double]
    private let rows = Mutex<[LabelSet: Row]>([:])

    init(_ name: String, _ help: String, _ labels: [String], _ bounds: [Double]) {
        self.name = name
        self.help = help
        self.labels = labels
        self.bounds = bounds
    }

    /// Counts one value.
    package func observe(_ value: Double, _ labels: String...) {
        let bound = bounds.firstIndex { value <= $0 }
        rows.withLock { rows in
            rows[LabelSet(values: labels), default: Row(bounds: bounds.count)].add(value, at: bound)
        }
    }

    package func write(to text: inout String) {
        text.writeHeader(name, help, "histogram")
        for (set, row) in rows.withLock({ $0 }).sorted(by: { $0.key.values.lexicographicallyPrecedes($1.key.values) }) {
            var below: UInt64 = 0
            for (bound, count) in zip(bounds, row.counts) {
                below += count
                text += "\(name)_bucket\(set.text(names: labels, extra: "le=\"\(bound)\"")) \(below)\n"
            }
            text += "\(name)_bucket\(set.text(names: labels, extra: "le=\"+Inf\"")) \(row.count)\n"
            text += "\(name)_sum\(set.text(names: labels)) \(row.sum)\n"
            text += "\(name)_count\(set.text(names: labels)) \(row.count)\n"
        }
    }
}
