internal import GRDB

extension CollateralStore {
    /// The platform, or nil.
    func platform(_ identity: PlatformIdentity) async throws -> PlatformRecord? {
        try await database.read { database in
            try Row.fetchOne(
                database, sql: "SELECT * FROM platforms WHERE qe_id = ? AND pce_id = ?",
                arguments: [identity.qeID, identity.pceID]
            ).flatMap(PlatformRecord.init(row:))
        }
    }

    /// The certificate chosen for this TCB before, or nil.
    func certificate(_ identity: PlatformIdentity, _ tcb: RawTCB) async throws -> PCKCertificate? {
        try await database.read { database in
            try Row.fetchOne(
                database,
                sql: """
                    SELECT tcbm, pem FROM platform_tcbs JOIN pck_certificates USING (qe_id, pce_id, tcbm)
                    WHERE qe_id = ? AND pce_id = ? AND raw_tcb = ?
                    """, arguments: [identity.qeID, identity.pceID, tcb.tcbm]
            ).map { PCKCertificate(tcbm: $0["tcbm"], pem: $0["pem"]) }
        }
    }

    /// Every certificate of the platform.
    func certificates(_ identity: PlatformIdentity) async throws -> [PCKCertificate] {
        try await database.read { database in
            try Row.fetchAll(
                database, sql: "SELECT tcbm, pem FROM pck_certificates WHERE qe_id = ? AND pce_id = ?",
                arguments: [identity.qeID, identity.pceID]
            ).map { PCKCertificate(tcbm: $0["tcbm"], pem: $0["pem"]) }
        }
    }

    /// The TCBs for which certificates of the platform were chosen.
    func knownTCBs(_ identity: PlatformIdentity) async throws -> [RawTCB] {
        try await database.read { database in
            try String.fetchAll(
                database, sql: "SELECT raw_tcb FROM platform_tcbs WHERE qe_id = ? AND pce_id = ?",
                arguments: [identity.qeID, identity.pceID]
            ).compactMap(RawTCB.init(tcbm:))
        }
    }

    /// Keeps a platform, its certificates and what was chosen of them, in place of what was known.
    func keep(
        _ platform: PlatformRecord, certificates: [PCKCertificate], chosen: [(RawTCB, PCKCertificate)]
    ) async throws {
        try await database.write { database in
            try Self.keep(platform, certificates: certificates, chosen: chosen, in: database)
        }
    }

    static func keep(
        _ platform: PlatformRecord, certificates: [PCKCertificate], chosen: [(RawTCB, PCKCertificate)],
        in database: Database
    ) throws {
        let identity = platform.identity
        try database.execute(
            sql: "DELETE FROM platforms WHERE qe_id = ? AND pce_id = ?", arguments: [identity.qeID, identity.pceID])
        try database.execute(
            sql: "INSERT INTO platforms VALUES (?, ?, ?, ?, ?, ?, ?)",
            arguments: [
                identity.qeID, identity.pceID, platform.encryptedPPID, platform.manifest, platform.fmspc,
                platform.authority.rawValue, platform.chain,
            ])
        for certificate in certificates {
            try database.execute(
                sql: "INSERT OR REPLACE INTO pck_certificates VALUES (?, ?, ?, ?)",
                arguments: [identity.qeID, identity.pceID, certificate.tcbm, certificate.pem])
        }
        for (tcb, certificate) in chosen { try choose(certificate, for: tcb, of: identity, in: database) }
    }

    /// Remembers which certificate fits this TCB.
    func choose(_ certificate: PCKCertificate, for tcb: RawTCB, of identity: PlatformIdentity) async throws {
        try await database.write { try Self.choose(certificate, for: tcb, of: identity, in: $0) }
    }

    private static func choose(
        _ certificate: PCKCertificate, for tcb: RawTCB, of identity: PlatformIdentity, in database: Database
    ) throws {
        try database.execute(
            sql: "INSERT OR REPLACE INTO platform_tcbs VALUES (?, ?, ?, ?)",
            arguments: [identity.qeID, identity.pceID, tcb.tcbm, certificate.tcbm])
    }

    /// The platforms of these FMSPCs, of all when there are none.
    func platforms(fmspcs: [String]) async throws -> [PlatformRecord] {
        let all = try await database.read { database in
            try Row.fetchAll(database, sql: "SELECT * FROM platforms ORDER BY qe_id").compactMap(
                PlatformRecord.init(row:))
        }
        return fmspcs.isEmpty ? all : all.filter { fmspcs.contains($0.fmspc) }
    }
}

extension PlatformRecord {
    fileprivate init?(row: Row) {
        guard let identity = PlatformIdentity(qeID: row["qe_id"], pceID: row["pce_id"]),
            let authority = PCKAuthority(rawValue: row["authority"])
        else { return nil }
        self.init(
            identity: identity, encryptedPPID: row["encrypted_ppid"], manifest: row["manifest"], fmspc: row["fmspc"],
            authority: authority, chain: row["chain"])
    }
}
