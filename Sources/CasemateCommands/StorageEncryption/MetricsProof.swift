/// What the API server's metrics prove about one resource; less than a look into etcd.
struct MetricsProof {
    let resource: String
    /// Unix seconds; the metrics count from then.
    let since: Int64
    let operations: [EncryptionMetrics.Operations]
    /// By provider.
    let keyHashes: [String: String]

    /// What no metric shows.
    static let limits =
        "This is the API server's own word, and only that of the process that answered, since it started. What lies in"
        + " etcd was not looked at: give --etcd for that."

    init(_ metrics: EncryptionMetrics, resource: String) {
        self.resource = resource
        since = metrics.started
        operations = metrics.operations(on: resource)
        keyHashes = metrics.currentKeyHashes
    }

    private func total(_ isCounted: (EncryptionMetrics.Operations) -> Bool) -> Int {
        operations.filter(isCounted).reduce(0) { $0 + $1.reads + $1.writes }
    }

    /// Reads and writes of plain objects.
    var plain: Int { total { $0.prefix == "identity" } }

    /// Reads and writes of encrypted objects.
    var encrypted: Int { total { $0.prefix != "identity" } }

    /// What speaks against encryption; nil where nothing does.
    var complaint: String? {
        if plain > 0 {
            return "\(resource): \(plain) reads or writes of plain objects since the API server started."
        }
        return encrypted > 0 ? nil : "\(resource): the metrics show no encryption at all."
    }

    /// For scripts.
    var json: JSONValue {
        [
            "resource": .string(resource), "since": Timestamp.json(since),
            "providers": .array(
                operations.map {
                    [
                        "prefix": .string($0.prefix), "reads": .integer(Int64($0.reads)),
                        "writes": .integer(Int64($0.writes)),
                    ]
                }),
            "keyIdHashes": .object(
                keyHashes.sorted { $0.key < $1.key }.map { .init(name: $0.key, value: .string($0.value)) }),
        ]
    }

    /// A line for each provider.
    func rows(into table: inout Table) {
        if operations.isEmpty { table.add(resource, "0", "0", "-") }
        for one in operations {
            table.add(resource, String(one.reads), String(one.writes), Printable.text(one.prefix))
        }
    }
}
