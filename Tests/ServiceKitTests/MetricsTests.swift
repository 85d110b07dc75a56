import Testing

@testable import Telemetry

@Suite("Metrics in Prometheus' text format")
struct MetricsTests {
    @Test("Counters, gauges and histograms, sorted, with labels escaped")
    func writesText() {
        let registry = MetricsRegistry()
        let requests = registry.counter("requests_total", "Requests.", labels: ["path"])
        requests.add(2, "a\"b\\c\nd")
        requests.add(1, "a")
        _ = registry.counter("idle_total", "Never counted.")
        registry.gauge("items", "Items.", labels: ["kind"]) { [(["x"], 1.5)] }
        let seconds = registry.histogram("seconds", "Time.", bounds: [0.1, 1])
        for value in [0.05, 0.1, 0.5, 7] { seconds.observe(value) }
        #expect(
            registry.text == """
                # HELP idle_total Never counted.
                # TYPE idle_total counter
                idle_total 0
                # HELP items Items.
                # TYPE items gauge
                items{kind="x"} 1.5
                # HELP requests_total Requests.
                # TYPE requests_total counter
                requests_total{path="a"} 1
                requests_total{path="a\\"b\\\\c\\nd"} 2
                # HELP seconds Time.
                # TYPE seconds histogram
                seconds_bucket{le="0.1"} 2
                seconds_bucket{le="1.0"} 3
                seconds_bucket{le="+Inf"} 4
                seconds_sum 7.65
                seconds_count 4

                """)
    }

    @Test("Counting from many tasks loses nothing")
    func countsTogether() async {
        let counter = MetricsRegistry().counter("n_total", "N.", labels: ["k"])
        await withDiscardingTaskGroup { group in
            for _ in 0..<8 { group.addTask { for _ in 0..<1000 { counter.add(1, "x") } } }
        }
        #expect(counter.value("x") == 8000)
    }
}
