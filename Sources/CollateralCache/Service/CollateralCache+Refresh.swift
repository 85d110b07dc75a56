internal import Logging

extension CollateralCache {
    /// Fetches again what is in the cache. Everything is tried; then the first failure is thrown.
    package func refresh(_ scope: RefreshScope) async throws {
        guard current.mode.fetches else {
            throw CacheRefusal(.unavailable, "OFFLINE mode fetches nothing: import the collateral.")
        }
        let failures =
            switch scope {
            case .documents: try await refreshDocuments()
            case .certificates(let fmspcs): try await refreshCertificates(fmspcs)
            }
        logger.info("refreshed", metadata: ["scope": "\(scope)", "failures": "\(failures.count)"])
        if let first = failures.first {
            throw CacheRefusal(.unavailable, "\(failures.count) failed. The first: \(first.detail)", retryAfter: 60)
        }
    }

    private static let concurrency = 4

    /// What upstream no longer publishes stays until it expires, and is no failure.
    private func refreshDocuments() async throws -> [CacheRefusal] {
        let items = try await store.expiries().compactMap { CollateralItem(key: $0.key) }.filter(\.changes)
        return await withTaskGroup(of: CacheRefusal?.self) { group in
            var failures: [CacheRefusal] = []
            for (index, item) in items.enumerated() {
                if index >= Self.concurrency, let failure = await group.next() ?? nil { failures.append(failure) }
                group.addTask { await self.renew(item) }
            }
            for await failure in group { if let failure { failures.append(failure) } }
            return failures
        }
    }

    private func renew(_ item: CollateralItem) async -> CacheRefusal? {
        do {
            _ = try await refetch(item)
            return nil
        } catch {
            return error.status == .notCached ? nil : error
        }
    }

    private func refreshCertificates(_ fmspcs: [String]) async throws -> [CacheRefusal] {
        var failures: [CacheRefusal] = []
        for platform in try await store.platforms(fmspcs: fmspcs) {
            do {
                let source = PlatformSourceData(
                    identity: platform.identity, encryptedPPID: platform.encryptedPPID, manifest: platform.manifest)
                try await fetchPlatform(source, tcb: nil)
            } catch {
                failures.append(refusal(for: error, subject: "pckcerts"))
            }
        }
        return failures
    }
}

extension CollateralItem {
    /// Whether upstream publishes it anew: not ended versions, not AMD's certificates.
    fileprivate var changes: Bool {
        if case .amd(let request) = self { return request.kind == .crl }
        return !isOfEndedVersion
    }
}
