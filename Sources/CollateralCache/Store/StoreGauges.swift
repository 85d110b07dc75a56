internal import GRDB
internal import Telemetry

/// Metrics that are read from the database when they are asked for.
enum StoreGauges {
    /// How many documents there are and when the first of them expires, by kind.
    static func register(_ store: CollateralStore, _ registry: MetricsRegistry) {
        registry.gauge("casemate_collateral_documents", "Documents in the cache.", labels: ["kind"]) {
            store.summary().map { ([$0.key], Double($0.value.count)) }
        }
        registry.gauge(
            "casemate_collateral_next_expiry_seconds", "When the first document expires, seconds since 1970.",
            labels: ["kind"]
        ) {
            store.summary().map { ([$0.key], Double($0.value.next)) }
        }
    }
}

extension CollateralStore {
    /// Blocks for the time of one small query.
    fileprivate func summary() -> [String: (count: Int, next: Int64)] {
        let rows = try? database.read { database in
            try Row.fetchAll(database, sql: "SELECT key, expires FROM documents").map { row -> (String, Int64) in
                (CollateralItem(key: row["key"])?.kind ?? "unknown", row["expires"])
            }
        }
        var summary: [String: (count: Int, next: Int64)] = [:]
        for (kind, expires) in rows ?? [] {
            let old = summary[kind] ?? (0, Int64.max)
            summary[kind] = (old.count + 1, min(old.next, expires))
        }
        return summary
    }
}
