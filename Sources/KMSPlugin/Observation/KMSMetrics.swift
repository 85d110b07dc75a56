internal import Crypto
internal import EnclaveProtocol
internal import Telemetry

/// What the plugin shows of its keys and its enclave.
struct KMSMetrics {
    let monitor: KeyMonitor
    let link: EnclaveLink

    /// Adds the gauges, read at each scrape.
    func register(with metrics: MetricsRegistry) {
        let (monitor, link) = (monitor, link)
        metrics.gauge("casemate_kms_ready", "1 while sealing and opening worked in the last 10 s.") {
            [([], (try? monitor.proven()) == nil ? 0 : 1)]
        }
        metrics.gauge("casemate_kms_enclave_connected", "1 while the enclave is connected.") {
            [([], link.instanceID == nil ? 0 : 1)]
        }
        metrics.gauge(
            "casemate_kms_key_id_hash_info", "The key id that seals, hashed as kube-apiserver's key_id_hash.",
            labels: ["key_id_hash"]
        ) {
            (try? monitor.proven()).map { [([Self.hash(of: $0)], 1)] } ?? []
        }
    }

    private static func hash(of key: KeyVersionID) -> String {
        "sha256:" + Hex.encode(Array(SHA256.hash(data: Array(key.description.utf8))))
    }
}
