internal import Crypto
internal import EnclaveProtocol
internal import GRDB

extension CollateralStore {
    /// Keeps an appraisal policy and returns its id, the SHA-384 of its text. A default one replaces the FMSPC's default.
    func keepPolicy(_ policy: String, fmspc: String, isDefault: Bool) async throws -> String {
        let id = Hex.encode(Array(SHA384.hash(data: Array(policy.utf8))))
        try await database.write { database in
            if isDefault {
                try database.execute(
                    sql: "UPDATE policies SET is_default = 0 WHERE fmspc = ?", arguments: [fmspc])
            }
            try database.execute(
                sql: "INSERT OR REPLACE INTO policies VALUES (?, ?, ?, ?)", arguments: [id, fmspc, isDefault, policy])
        }
        return id
    }

    /// The default policies of this FMSPC.
    func defaultPolicies(fmspc: String) async throws -> [String] {
        try await database.read { database in
            try String.fetchAll(
                database, sql: "SELECT policy FROM policies WHERE fmspc = ? AND is_default = 1 ORDER BY id",
                arguments: [fmspc])
        }
    }
}
