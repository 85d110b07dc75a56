/// A number that goes up and down, read when it is asked for.
package struct Gauge: Metric {
    package let name: String
    let help: String
    let labels: [String]
    let read: @Sendable () -> [([String], Double)]

    package func write(to text: inout String) {
        text.writeHeader(name, help, "gauge")
        let samples = read().map { (LabelSet(values: $0.0), $0.1) }
        text.writeSamples(name, labels, Dictionary(samples) { _, last in last })
    }
}
