package import Telemetry

/// What the cache counts.
package struct CacheMetrics: Sendable {
    private let requests: Counter
    private let latency: Histogram
    private let lookups: Counter
    private let upstreamRequests: Counter
    private let upstreamLatency: Histogram

    /// Registers the metrics.
    package init(_ registry: MetricsRegistry) {
        requests = registry.counter(
            "casemate_collateral_requests_total", "Requests by what they asked for and their status.",
            labels: ["operation", "status"])
        latency = registry.histogram(
            "casemate_collateral_request_seconds", "Time to answer a request.", labels: ["operation"])
        lookups = registry.counter(
            "casemate_collateral_lookups_total",
            "Documents asked for: hit, miss, absent upstream, expired and sent with a warning, or failed.",
            labels: ["kind", "result"])
        upstreamRequests = registry.counter(
            "casemate_collateral_upstream_requests_total", "Requests upstream by their status, or failed.",
            labels: ["service", "outcome"])
        upstreamLatency = registry.histogram(
            "casemate_collateral_upstream_seconds", "Time upstream took.", labels: ["service"])
    }

    func request(_ operation: String, status: Int, seconds: Double) {
        requests.add(1, operation, String(status))
        latency.observe(seconds, operation)
    }

    func lookup(_ kind: String, _ result: String) { lookups.add(1, kind, result) }

    func upstream(_ service: UpstreamService, outcome: String, seconds: Double) {
        upstreamRequests.add(1, service.rawValue, outcome)
        upstreamLatency.observe(seconds, service.rawValue)
    }
}
