/// What kube-apiserver's metrics say about encryption at rest, since that process started.
struct EncryptionMetrics {
    /// Reads or writes of a resource's objects, by the prefix of the provider that did it.
    struct Operations: Equatable {
        let prefix: String
        let reads: Int
        let writes: Int
    }

    private let samples: [MetricSample]

    init(_ text: String) { samples = text.split(separator: "\n").compactMap(MetricSample.init) }

    /// When the API server's process began, in Unix seconds; 0 where it does not say.
    var started: Int64 { Int64(samples("process_start_time_seconds").first?.value ?? 0) }

    /// What went through the providers; `identity` is the plain one.
    func operations(on resource: String) -> [Operations] {
        let own = samples("apiserver_storage_transformation_operations_total").filter {
            $0["resource"] == resource && $0["status"] == "OK"
        }
        // The key's name within a provider is counted as a prefix of its own.
        let prefixes = Set(own.compactMap { $0["transformer_prefix"] }).filter {
            $0.hasPrefix("k8s:enc:") || $0 == "identity"
        }
        return prefixes.sorted().map { prefix in
            func count(_ direction: String) -> Int {
                let values = own.filter { $0["transformer_prefix"] == prefix && $0["transformation_type"] == direction }
                return Int(values.reduce(0) { $0 + $1.value })
            }
            return Operations(prefix: prefix, reads: count("from_storage"), writes: count("to_storage"))
        }
    }

    /// The hash of the key id that each KMS v2 provider's plugin named last: `sha256:` and hexadecimal digits.
    var currentKeyHashes: [String: String] {
        var newest: [String: MetricSample] = [:]
        for sample in samples("apiserver_envelope_encryption_key_id_hash_status_last_timestamp_seconds") {
            guard let provider = sample["provider_name"] else { continue }
            if sample.value >= newest[provider]?.value ?? 0 { newest[provider] = sample }
        }
        return newest.compactMapValues { $0["key_id_hash"] }
    }

    private func samples(_ name: String) -> [MetricSample] { samples.filter { $0.name == name } }
}
