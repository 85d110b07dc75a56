internal import Kubernetes

/// Waits until the API server has learnt of a key id; it asks its plugins about each minute.
struct KeyIDWait {
    let cluster: KubernetesClient
    let limit: Duration

    private static let pause = Duration.seconds(2)

    /// Returns when a KMS v2 provider of the API server names that key id.
    func run(until wanted: KeyHash) async throws {
        let end = ContinuousClock.now + limit
        while true {
            let hashes = EncryptionMetrics(try await cluster.text(path: "/metrics")).currentKeyHashes
            if hashes.values.contains(wanted.text) { return }
            guard ContinuousClock.now < end else { throw Self.absent(wanted, hashes, limit) }
            try await Task.sleep(for: Self.pause)
        }
    }

    private static func absent(_ wanted: KeyHash, _ hashes: [String: String], _ limit: Duration) -> CommandError {
        let known = hashes.map { "\($0) \($1)" }.sorted().joined(separator: ", ")
        let state = known.isEmpty ? "it names no KMS v2 provider" : "it knows \(known)"
        return CommandError(
            code: "key-id-not-in-use",
            message: "After \(limit.components.seconds) s the API server does not use \(wanted.text); \(state).",
            remedy: "See the plugin's /readyz and its metric casemate_kms_key_id_hash_info.")
    }
}
