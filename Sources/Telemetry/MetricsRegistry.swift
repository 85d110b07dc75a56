internal import Synchronization

/// The metrics of one daemon.
package final class MetricsRegistry: Sendable {
    private let metrics = Mutex<[any Metric]>([])

    /// An empty registry.
    package init() {}

    /// A new counter. Its label values are given in the order of `labels`.
    package func counter(_ name: String, _ help: String, labels: [String] = []) -> Counter {
        register(Counter(name, help, labels))
    }

    /// A new histogram. Its bounds ascend, in the unit its name says.
    package func histogram(
        _ name: String, _ help: String, labels: [String] = [], bounds: [Double] = Histogram.latencies
    ) -> Histogram {
        register(Histogram(name, help, labels, bounds))
    }

    /// A new gauge whose samples are read at each scrape: label values and the number.
    package func gauge(
        _ name: String, _ help: String, labels: [String] = [], read: @escaping @Sendable () -> [([String], Double)]
    ) {
        _ = register(Gauge(name: name, help: help, labels: labels, read: read))
    }

    /// Everything in Prometheus' text format.
    package var text: String {
        var text = ""
        for metric in metrics.withLock({ $0 }).sorted(by: { $0.name < $1.name }) { metric.write(to: &text) }
        return text
    }

    private func register<Kind: Metric>(_ metric: Kind) -> Kind {
        metrics.withLock { $0.append(metric) }
        return metric
    }
}
