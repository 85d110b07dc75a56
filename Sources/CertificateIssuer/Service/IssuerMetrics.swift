internal import Kubernetes
internal import Telemetry

/// What the issuer counts.
struct IssuerMetrics: Sendable {
    private let issued: Counter
    private let refused: Counter
    private let quotes: Counter
    private let latency: Histogram

    init(_ registry: MetricsRegistry) {
        issued = registry.counter(
            "casemate_issuer_certificates_total", "Certificates written into requests.", labels: ["kind", "issuer"])
        refused = registry.counter(
            "casemate_issuer_refusals_total", "Requests that ended without a certificate, by reason.",
            labels: ["reason", "issuer"])
        quotes = registry.counter(
            "casemate_issuer_quotes_verified_total", "Quotes inside requests that were genuine and accepted.",
            labels: ["issuer"])
        latency = registry.histogram(
            "casemate_issuer_signing_seconds", "Time from taking up a request to its written status.", labels: ["kind"])
    }

    func issued<Request: SigningRequest>(_ request: Request, _ issuer: IssuerReference, took time: Duration) {
        issued.add(1, Request.resource.kind, issuer.signerName)
        latency.observe(time / .seconds(1), Request.resource.kind)
    }

    func refused(_ reason: String, _ issuer: IssuerReference) {
        refused.add(1, reason, issuer.signerName)
    }

    func verifiedQuote(_ issuer: IssuerReference) { quotes.add(1, issuer.signerName) }

    /// Gauges that are read at each scrape.
    static func register(
        in registry: MetricsRegistry,
        authorities: @escaping @Sendable () -> [(issuer: IssuerReference, authority: ReadyAuthority)],
        queued: @escaping @Sendable () -> [([String], Double)],
        isEnclaveOpen: @escaping @Sendable () -> Bool, isDevelopment: @escaping @Sendable () -> Bool,
        isAnchored: @escaping @Sendable () -> Bool?, isLeading: @escaping @Sendable () -> Bool
    ) {
        registry.gauge(
            "casemate_issuer_ca_not_after_seconds", "When the CA certificate ends, Unix time.", labels: ["issuer"]
        ) {
            authorities().map { ([$0.issuer.signerName], Double($0.authority.notAfter)) }
        }
        registry.gauge("casemate_issuer_queue_length", "Keys that wait for a worker.", labels: ["queue"], read: queued)
        registry.gauge("casemate_issuer_enclave_up", "1 when the enclave answers, is open and issues.") {
            [([], isEnclaveOpen() ? 1 : 0)]
        }
        registry.gauge("casemate_issuer_enclave_development", "1 when the enclave runs in development mode.") {
            [([], isDevelopment() ? 1 : 0)]
        }
        registry.gauge(
            "casemate_issuer_enclave_anchor", "1 while a TPM vouches for the enclave's state; nothing where none does."
        ) {
            isAnchored().map { [([], $0 ? 1 : 0)] } ?? []
        }
        registry.gauge("casemate_issuer_leader", "1 while this process leads.") { [([], isLeading() ? 1 : 0)] }
    }
}
