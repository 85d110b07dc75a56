internal import ArgumentParser
internal import Kubernetes

struct KMSVerifyCommand: CasemateCommand {
    static let configuration = CommandConfiguration(
        commandName: "verify", abstract: "Say how each object is stored in etcd: plain, or by which provider and key.",
        discussion: """
            With --etcd every value is read as it lies there. It says by itself which provider of kube-apiserver \
            encrypted it, and for KMS v2 under which key id. Exit status 1 when anything is plain or is no whole \
            value. Values that are plain pass through this program; nothing of them is kept or shown.

            Without --etcd only the API server's metrics are looked at, and that is less: they count what one process \
            read and wrote since it started. Exit status 1 when they show plain objects, or no encryption.

            Example:
              casemate kms verify --kubeconfig /etc/kubernetes/admin.conf --etcd https://127.0.0.1:2379 \
            --etcd-ca /etc/kubernetes/pki/etcd/ca.crt --etcd-certificate /etc/kubernetes/pki/apiserver-etcd-client.crt \
            --etcd-key /etc/kubernetes/pki/apiserver-etcd-client.key
            """)

    @OptionGroup var storage: StorageOptions
    @OptionGroup var etcd: EtcdOptions
    @Flag(help: "Name each object.") var list = false
    @OptionGroup var output: OutputOptions

    func perform() async throws -> Report {
        try await storage.withCluster { cluster, resources in
            let metrics = try await Self.metrics(of: cluster, isNeeded: etcd.store == nil)
            guard let store = etcd.store else {
                return try metricsReport(resources.map { MetricsProof(metrics, resource: $0.name) })
            }
            var surveys: [StorageSurvey] = []
            for resource in resources { surveys.append(try await store.survey(resource, cluster)) }
            return try report(surveys, current: metrics.currentKeyHashes)
        }
    }

    /// With etcd at hand, metrics only say which key id is the current one.
    private static func metrics(of cluster: KubernetesClient, isNeeded: Bool) async throws -> EncryptionMetrics {
        do throws(KubernetesError) {
            return EncryptionMetrics(try await cluster.text(path: "/metrics"))
        } catch {
            guard !isNeeded else { throw error }
            return EncryptionMetrics("")
        }
    }

    private func report(_ surveys: [StorageSurvey], current: [String: String]) throws(CommandError) -> Report {
        let plain = surveys.reduce(0) { $0 + $1.plain }
        let unreadable = surveys.reduce(0) { $0 + $1.unreadable }
        let json: JSONValue = [
            "source": "etcd", "encrypted": .bool(plain + unreadable == 0),
            "resources": .array(surveys.map { $0.json(current: current, listsItems: list) }),
        ]
        var table = Table("RESOURCE", "OBJECTS", "STORED", "KEY ID")
        for survey in surveys { survey.rows(into: &table, current: current) }
        try show(list ? surveys.reduce(table.text) { $0 + Self.list($1) } : table.text)
        guard plain + unreadable > 0 else { return Report(json: json, text: "Nothing is plain.") }
        return Report(json: json, text: "Error: \(plain) plain, \(unreadable) not whole.", isFailure: true)
    }

    private static func list(_ survey: StorageSurvey) -> String {
        survey.items.map { "\n\(survey.resource) \(Printable.text($0.name))  \($0.value.text)" }.joined()
    }

    private func metricsReport(_ proofs: [MetricsProof]) throws(CommandError) -> Report {
        let complaints = proofs.compactMap(\.complaint)
        let json: JSONValue = [
            "source": "metrics", "encrypted": .bool(complaints.isEmpty),
            "resources": .array(proofs.map(\.json)), "limits": .string(MetricsProof.limits),
        ]
        var table = Table("RESOURCE", "READS", "WRITES", "PROVIDER")
        for proof in proofs { proof.rows(into: &table) }
        try show(table.text)
        let text = (complaints.isEmpty ? [] : ["Error: " + complaints.joined(separator: "\n")]) + [MetricsProof.limits]
        return Report(json: json, text: text.joined(separator: "\n"), isFailure: !complaints.isEmpty)
    }

    /// The finding is what was asked for, also where it is a bad one: it goes to stdout.
    private func show(_ text: String) throws(CommandError) {
        if !output.json { try Console.out(text) }
    }
}
