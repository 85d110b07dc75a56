internal import GRDB

/// The tables. A published migration is never changed: a new one follows it.
enum StoreSchema {
    static var migrator: DatabaseMigrator {
        var migrator = DatabaseMigrator()
        migrator.registerMigration("1") { try $0.execute(sql: first) }
        return migrator
    }

    private static let first = """
        CREATE TABLE documents (
            key TEXT PRIMARY KEY, body BLOB NOT NULL, headers TEXT NOT NULL,
            fetched INTEGER NOT NULL, expires INTEGER NOT NULL
        ) WITHOUT ROWID;
        CREATE TABLE platforms (
            qe_id TEXT NOT NULL, pce_id TEXT NOT NULL, encrypted_ppid TEXT NOT NULL, manifest TEXT NOT NULL,
            fmspc TEXT NOT NULL, authority TEXT NOT NULL, chain TEXT NOT NULL,
            PRIMARY KEY (qe_id, pce_id)
        ) WITHOUT ROWID;
        CREATE TABLE pck_certificates (
            qe_id TEXT NOT NULL, pce_id TEXT NOT NULL, tcbm TEXT NOT NULL, pem TEXT NOT NULL,
            PRIMARY KEY (qe_id, pce_id, tcbm),
            FOREIGN KEY (qe_id, pce_id) REFERENCES platforms ON DELETE CASCADE
        ) WITHOUT ROWID;
        CREATE TABLE platform_tcbs (
            qe_id TEXT NOT NULL, pce_id TEXT NOT NULL, raw_tcb TEXT NOT NULL, tcbm TEXT NOT NULL,
            PRIMARY KEY (qe_id, pce_id, raw_tcb),
            FOREIGN KEY (qe_id, pce_id, tcbm) REFERENCES pck_certificates ON DELETE CASCADE
        ) WITHOUT ROWID;
        CREATE TABLE registrations (
            qe_id TEXT NOT NULL, pce_id TEXT NOT NULL, cpu_svn TEXT NOT NULL, pce_svn TEXT NOT NULL,
            encrypted_ppid TEXT NOT NULL, manifest TEXT NOT NULL, state INTEGER NOT NULL,
            PRIMARY KEY (qe_id, pce_id, cpu_svn, pce_svn, encrypted_ppid, manifest)
        ) WITHOUT ROWID;
        CREATE TABLE policies (
            id TEXT PRIMARY KEY, fmspc TEXT NOT NULL, is_default INTEGER NOT NULL, policy TEXT NOT NULL
        ) WITHOUT ROWID;
        """
}
