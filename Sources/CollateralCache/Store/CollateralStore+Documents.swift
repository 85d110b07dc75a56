internal import FoundationEssentials
internal import GRDB

extension CollateralStore {
    /// The document of this key, or nil.
    func document(_ key: String) async throws -> CollateralDocument? {
        try await database.read { database in
            try Row.fetchOne(
                database, sql: "SELECT body, headers, fetched, expires FROM documents WHERE key = ?", arguments: [key]
            ).map(CollateralDocument.init(row:))
        }
    }

    /// Keeps a document in place of an older one.
    func keep(_ document: CollateralDocument, key: String) async throws {
        try await database.write { try Self.keep(document, key: key, in: $0) }
    }

    static func keep(_ document: CollateralDocument, key: String, in database: Database) throws {
        let headers = String(decoding: try JSONEncoder().encode(document.headers), as: UTF8.self)
        try database.execute(
            sql: "INSERT OR REPLACE INTO documents (key, body, headers, fetched, expires) VALUES (?, ?, ?, ?, ?)",
            arguments: [key, Data(document.body), headers, document.fetched, document.expires])
    }

    /// Every key with the time its document expires.
    func expiries() async throws -> [(key: String, expires: Int64)] {
        try await database.read { database in
            try Row.fetchAll(database, sql: "SELECT key, expires FROM documents").map { ($0["key"], $0["expires"]) }
        }
    }
}

extension CollateralDocument {
    fileprivate init(row: Row) throws {
        let headers: String = row["headers"]
        let body: Data = row["body"]
        self.init(
            body: Array(body), headers: try JSONDecoder().decode([Header].self, from: Data(headers.utf8)),
            fetched: row["fetched"], expires: row["expires"])
    }
}
