internal import ArgumentParser
internal import Kubernetes

struct KMSMigrateCommand: CasemateCommand {
    static let configuration = CommandConfiguration(
        commandName: "migrate", abstract: "Have every object stored anew under the current provider and key.",
        discussion: """
            Each object is listed by its metadata and changed by nothing, on the condition that it is still in the \
            state that was listed: the API server then stores it anew if it is not as it would store it now. No \
            contents pass through this program. It needs the verbs list, get and patch.

            What changes meanwhile is tried again. An interrupted run is completed by running it again; what is done \
            is not written twice. With --etcd the values are looked at afterwards, and exit status 0 says that none is \
            plain and none under another key than the newest. Without it that is the API server's word.

            Every API server must use the new key first, which takes about a minute. --key-id waits for the one that \
            answers.

            Example:
              casemate key rotate cluster
              casemate kms migrate --kubeconfig /etc/kubernetes/admin.conf --etcd http://127.0.0.1:2379
            """)

    @OptionGroup var storage: StorageOptions
    @OptionGroup var etcd: EtcdOptions
    @Option(
        help: ArgumentHelp("Wait until the API server uses this key id, given itself or as its hash.", valueName: "id"))
    var keyId: KeyHash?
    @Option(help: "How long to wait for --key-id.") var wait = TimeSpan(seconds: 300)
    @Option(help: ArgumentHelp("How many objects at once.", valueName: "count")) var workers = 5
    @Flag(help: "Look, and change nothing.") var dryRun = false
    @OptionGroup var output: OutputOptions

    func validate() throws {
        guard (1...64).contains(workers) else { throw ValidationError("--workers is between 1 and 64.") }
        guard wait.seconds > 0 else { throw ValidationError("--wait is 1 s or more.") }
    }

    func perform() async throws -> Report {
        try await storage.withCluster { cluster, resources in
            if dryRun { return try await outlook(cluster, resources) }
            if let keyId { try await KeyIDWait(cluster: cluster, limit: .seconds(wait.seconds)).run(until: keyId) }
            var results: [MigrationResult] = []
            for resource in resources { results.append(try await migrate(resource, cluster)) }
            return report(results)
        }
    }

    private func migrate(_ resource: StorageResource, _ cluster: KubernetesClient) async throws -> MigrationResult {
        let progress = ProgressLine(subject: resource.name)
        let migration = StorageMigration(
            objects: MetadataClient(client: cluster, resource: resource.descriptor), name: resource.name,
            workers: workers, onProgress: progress.update)
        let tally = try await migration.run()
        let evidence: MigrationResult.Evidence =
            if let store = etcd.store {
                .etcd(try await store.survey(resource, cluster))
            } else {
                .metrics(
                    MetricsProof(
                        EncryptionMetrics(try await cluster.text(path: "/metrics")), resource: resource.name))
            }
        return MigrationResult(resource: resource.name, tally: tally, evidence: evidence, expected: keyId)
    }

    private func report(_ results: [MigrationResult]) -> Report {
        let complaints = results.flatMap(\.complaints)
        let hasLooked = etcd.store != nil
        var json: JSONValue = [
            "source": hasLooked ? "etcd" : "metrics", "migrated": .bool(complaints.isEmpty),
            "resources": .array(results.map(\.json)),
        ]
        if !hasLooked { json = json.adding(["limits": .string(MetricsProof.limits)]) }
        var lines = results.map(\.text)
        if !hasLooked { lines.append(MetricsProof.limits) }
        lines += complaints.map { "Error: \($0)" }
        return Report(json: json, text: lines.joined(separator: "\n"), isFailure: !complaints.isEmpty)
    }

    private func outlook(_ cluster: KubernetesClient, _ resources: [StorageResource]) async throws -> Report {
        var items: [JSONValue] = []
        var lines: [String] = []
        for resource in resources {
            let count = try await MetadataClient(client: cluster, resource: resource.descriptor).count()
            let survey = try await etcd.store?.survey(resource, cluster)
            items.append([
                "resource": .string(resource.name), "objects": .integer(Int64(count)),
                "etcd": survey?.json(current: [:], listsItems: false) ?? .null,
            ])
            lines.append("\(resource.name): \(count) objects would be touched")
            lines += survey?.groups.map { "  \($0.count) in etcd: \($0.value.text)" } ?? []
        }
        return Report(json: ["dryRun": true, "resources": .array(items)], text: lines.joined(separator: "\n"))
    }
}
