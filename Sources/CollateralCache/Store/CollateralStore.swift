internal import FoundationEssentials
internal import GRDB
package import ServiceKit

/// The database: documents by their keys, platforms with their certificates, registrations, policies.
///
/// One file in write-ahead mode, synchronised at each commit: what was answered with success survives `kill -9` and
/// power loss, and a file that is damaged is refused by name instead of being made anew.
package struct CollateralStore: Sendable {
    let database: DatabasePool

    /// Opens or creates the database.
    package init(path: String) throws(ServiceError) {
        do {
            var configuration = Configuration()
            configuration.busyMode = .timeout(5)
            configuration.prepareDatabase { try $0.execute(sql: "PRAGMA synchronous = FULL") }
            database = try DatabasePool(path: path, configuration: configuration)
            try FileManager.default.setAttributes([.posixPermissions: 0o640], ofItemAtPath: path)
            let verdict = try database.read { try String.fetchOne($0, sql: "PRAGMA quick_check(1)") }
            guard verdict == "ok" else { throw UnexpectedContent(verdict ?? "no verdict") }
            try StoreSchema.migrator.migrate(database)
        } catch {
            throw ServiceError(
                code: "database-unusable", message: "The database \(path) cannot be used: \(error).",
                remedy: "Restore it from a copy, or move it away to begin with an empty cache.", cause: error)
        }
    }

    /// Closes the file after the last transaction; everything is then in the one file.
    package func close() {
        _ = try? database.writeWithoutTransaction { try $0.checkpoint(.truncate) }
        try? database.close()
    }
}
