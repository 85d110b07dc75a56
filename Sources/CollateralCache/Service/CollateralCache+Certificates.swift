extension CollateralCache {
    /// The PCK certificate for a platform at the TCB it runs.
    func pckCertificate(_ query: PCKCertificateQuery) async throws -> PCKAnswer {
        if let platform = try await store.platform(query.platform) {
            if let certificate = try await store.certificate(query.platform, query.tcb) {
                metrics.lookup("pckcert", "hit")
                return PCKAnswer(certificate: certificate, platform: platform)
            }
            return try await choose(for: query.tcb, of: platform)
        }
        guard current.mode.fetchesOnRequest else {
            throw CacheRefusal(.unknownPlatform, "Register the platform; \(current.mode.rawValue) mode does not fetch.")
        }
        guard query.encryptedPPID != nil else {
            throw CacheRefusal(.invalidRequest, "Fetching the platform's certificates needs encrypted_ppid.")
        }
        guard let ppid = query.knownPPID else {
            throw CacheRefusal(.notCached, "encrypted_ppid is zero: register the platform, or send its PPID.")
        }
        let source = PlatformSourceData(identity: query.platform, encryptedPPID: ppid, manifest: "")
        let key = "\(query.platform.qeID)/\(query.platform.pceID)/\(query.tcb.tcbm)"
        return try await certificates.outcome(key) {
            self.metrics.lookup("pckcert", "miss")
            do {
                guard let answer = try await self.fetchPlatform(source, tcb: query.tcb) else {
                    throw CacheRefusal(.notCached, "Upstream has no certificate for this platform.")
                }
                return .success(answer)
            } catch {
                return .failure(self.refusal(for: error, subject: "pckcerts"))
            }
        }.get()
    }

    /// Chooses among the cached certificates for a TCB that is new, and remembers the choice.
    private func choose(for tcb: RawTCB, of platform: PlatformRecord) async throws -> PCKAnswer {
        let selection = try PCKSelection(
            try await store.certificates(platform.identity), platform: platform.identity,
            tcbInfo: try await selectionTCBInfo(platform.fmspc, fetches: current.mode.fetchesOnRequest))
        guard let best = selection.best(for: tcb) else {
            throw CacheRefusal(.notCached, "None of the platform's certificates fits this TCB.")
        }
        try await store.choose(best, for: tcb, of: platform.identity)
        metrics.lookup("pckcert", "hit")
        return PCKAnswer(certificate: best, platform: platform)
    }

    /// Fetches and keeps all certificates of a platform, and chooses anew for every TCB known of it. The answer is the
    /// one for `tcb`; nil without one.
    @discardableResult
    func fetchPlatform(_ source: PlatformSourceData, tcb: RawTCB?) async throws -> PCKAnswer? {
        let settings = current
        let request = try settings.addresses.certificates(
            source.identity, encryptedPPID: source.encryptedPPID, manifest: source.manifest, apiKey: settings.apiKey)
        guard case .found(let body, let headers) = try await upstream.answer(request) else {
            throw CacheRefusal(.notCached, "Upstream does not know this platform.")
        }
        let received = try UpstreamCertificates(body: body, headers: headers)
        if settings.mode == .onRegistration { try await queue(received.missing, of: source) }
        guard !received.available.isEmpty else {
            throw CacheRefusal(.certificateUnavailable, "Intel has no certificate for this platform yet.")
        }
        let selection = try PCKSelection(
            received.available, platform: source.identity,
            tcbInfo: try await selectionTCBInfo(received.fmspc, fetches: true))
        let platform = PlatformRecord(
            identity: source.identity, encryptedPPID: source.encryptedPPID, manifest: source.manifest,
            fmspc: received.fmspc, authority: received.authority, chain: received.chain)
        var chosen = try await store.knownTCBs(source.identity).compactMap { known in
            selection.best(for: known).map { (known, $0) }
        }
        let best = tcb.flatMap { selection.best(for: $0) }
        // A certificate that is missing today may be the better one tomorrow: LAZY asks again then.
        if let tcb, let best, settings.mode != .lazy || received.missing.isEmpty { chosen.append((tcb, best)) }
        try await store.keep(platform, certificates: received.available, chosen: chosen)
        guard let tcb else { return nil }
        guard let best else {
            guard received.missing.contains(where: tcb.covers) else { return nil }
            throw CacheRefusal(.certificateUnavailable, "Intel has no certificate for this TCB yet.")
        }
        return PCKAnswer(certificate: best, platform: platform)
    }

    /// The SGX TCB info by which certificates are ranked: the early one where there is one. One that is past its date
    /// still says which level is better.
    private func selectionTCBInfo(_ fmspc: String, fetches: Bool) async throws -> TCBInfoSummary {
        var refusal = CacheRefusal(.notCached, "The TCB info of \(fmspc) is not in the cache.")
        let items = [Evaluation.early, .standard].map { CollateralItem.tcbInfo(.sgx, fmspc: fmspc, $0, .v4) }
        for item in items {
            if let kept = try await store.document(item.key) { return try TCBInfoSummary(kept.body) }
        }
        for item in items where fetches {
            do {
                return try TCBInfoSummary(try await refetch(item).document.body)
            } catch let failure as CacheRefusal {
                refusal = failure
            }
        }
        throw refusal
    }

    private func queue(_ missing: [RawTCB], of source: PlatformSourceData) async throws {
        for tcb in missing {
            try await store.register(
                PlatformRegistration(
                    identity: source.identity, cpuSVN: tcb.cpuSVNText, pceSVN: tcb.pceSVNText,
                    encryptedPPID: source.encryptedPPID, manifest: source.manifest), .notAvailable)
        }
    }
}
