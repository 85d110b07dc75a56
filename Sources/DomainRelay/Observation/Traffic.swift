internal import Telemetry

/// What went through, counted; nothing of what it said.
struct Traffic: Sendable {
    private let messages: Counter
    private let bytes: Counter
    private let refusals: Counter
    private let failures: Counter

    init(_ metrics: MetricsRegistry) {
        messages = metrics.counter(
            "casemate_relay_messages_total", "Messages carried: out to peers and in from them.", labels: ["direction"])
        bytes = metrics.counter(
            "casemate_relay_bytes_total", "Bytes of these messages.", labels: ["direction"])
        refusals = metrics.counter(
            "casemate_relay_refused_total", "Messages that the enclave refused, by its reason.", labels: ["code"])
        failures = metrics.counter("casemate_relay_link_failures_total", "Links that ended and were begun anew.")
    }

    /// A message went to a peer.
    func sent(_ count: Int) {
        messages.add(1, "out")
        bytes.add(Double(count), "out")
    }

    /// A message came from a peer.
    func received(_ count: Int) {
        messages.add(1, "in")
        bytes.add(Double(count), "in")
    }

    /// The enclave refused a message.
    func refused(_ code: String) { refusals.add(1, code) }

    /// A link ended.
    func failed() { failures.add() }
}
