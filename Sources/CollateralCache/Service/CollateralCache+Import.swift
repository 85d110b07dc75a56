internal import GRDB

extension CollateralCache {
    /// Keeps everything an administrator brings, in one transaction or not at all.
    func importCollateral(_ body: [UInt8], version: APIVersion) async throws {
        let content = try ImportedCollateral.read(body)
        let documents = try CollateralImport(content, body: body, version: version, now: clock())
        var platforms: [(ImportedPlatform, [(RawTCB, PCKCertificate)])] = []
        do {
            for entry in content.collaterals.pck_certs ?? [] {
                let platform = try ImportedPlatform(entry, of: content, summaries: documents.summaries)
                platforms.append(
                    (platform, try platform.chosen(known: try await store.knownTCBs(platform.record.identity))))
            }
        } catch let error as UnexpectedContent {
            throw CacheRefusal(.invalidRequest, error.description)
        }
        try await store.keep(documents.documents, platforms)
    }
}

extension CollateralStore {
    fileprivate func keep(
        _ documents: [(item: CollateralItem, document: CollateralDocument)],
        _ platforms: [(ImportedPlatform, [(RawTCB, PCKCertificate)])]
    ) async throws {
        try await database.write { database in
            for (item, document) in documents { try Self.keep(document, key: item.key, in: database) }
            for (platform, chosen) in platforms {
                try Self.keep(platform.record, certificates: platform.certificates, chosen: chosen, in: database)
            }
        }
    }
}
