internal import Synchronization

/// A number that only grows, one for each set of label values.
package final class Counter: Metric {
    package let name: String
    private let help: String
    private let labels: [String]
    private let values: Mutex<[LabelSet: Double]>

    init(_ name: String, _ help: String, _ labels: [String]) {
        self.name = name
        self.help = help
        self.labels = labels
        values = Mutex(labels.isEmpty ? [LabelSet(values: []): 0] : [:])
    }

    /// Adds to the sample with these label values.
    package func add(_ amount: Double = 1, _ labels: String...) {
        values.withLock { $0[LabelSet(values: labels), default: 0] += amount }
    }

    /// The sample with these label values; 0 when it was never counted.
    package func value(_ labels: String...) -> Double {
        values.withLock { $0[LabelSet(values: labels)] ?? 0 }
    }

    package func write(to text: inout String) {
        text.writeHeader(name, help, "counter")
        let samples = values.withLock { $0 }
        text.writeSamples(name, labels, samples)
    }
}
