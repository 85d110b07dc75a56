internal import GRDB

extension CollateralStore {
    /// Puts a platform in the queue, or changes where it stands.
    func register(_ registration: PlatformRegistration, _ state: PlatformRegistration.State) async throws {
        try await database.write { database in
            try database.execute(
                sql: "INSERT OR REPLACE INTO registrations VALUES (?, ?, ?, ?, ?, ?, ?)",
                arguments: [
                    registration.identity.qeID, registration.identity.pceID, registration.cpuSVN, registration.pceSVN,
                    registration.encryptedPPID, registration.manifest, state.rawValue,
                ])
        }
    }

    /// Those in this state; the same transaction takes them off the queue.
    func takeRegistrations(_ state: PlatformRegistration.State) async throws -> [PlatformRegistration] {
        try await database.write { database in
            let rows = try Row.fetchAll(
                database, sql: "SELECT * FROM registrations WHERE state = ?", arguments: [state.rawValue])
            try database.execute(
                sql: "UPDATE registrations SET state = ? WHERE state = ?",
                arguments: [PlatformRegistration.State.deleted.rawValue, state.rawValue])
            return rows.compactMap(PlatformRegistration.init(row:))
        }
    }
}

extension PlatformRegistration {
    fileprivate init?(row: Row) {
        guard let identity = PlatformIdentity(qeID: row["qe_id"], pceID: row["pce_id"]) else { return nil }
        self.init(
            identity: identity, cpuSVN: row["cpu_svn"], pceSVN: row["pce_svn"], encryptedPPID: row["encrypted_ppid"],
            manifest: row["manifest"])
    }
}
