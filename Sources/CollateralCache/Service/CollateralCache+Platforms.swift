extension CollateralCache {
    /// Registers a platform: fetches what it needs, or puts it in the queue, as the mode says.
    func register(_ registration: PlatformRegistration, update: PlatformUpdate) async throws {
        let mode = current.mode
        let isKnown = try await isCached(registration)
        guard mode.fetches else {
            if !isKnown { try await store.register(registration, .new) }
            return
        }
        if !isKnown {
            if mode == .onRegistration { try await store.register(registration, .new) }
            try await fetchPlatform(try await source(of: registration), tcb: registration.tcb)
            if mode == .onRegistration { try await store.register(registration, .deleted) }
        }
        try await fillDocuments(update)
    }

    /// The platforms an administrator asked for.
    func platforms(_ source: PlatformSource) async throws -> [PlatformRegistration] {
        switch source {
        case .registered: return try await store.takeRegistrations(.new)
        case .notAvailable: return try await store.takeRegistrations(.notAvailable)
        case .cached(let fmspcs):
            var list: [PlatformRegistration] = []
            for platform in try await store.platforms(fmspcs: fmspcs) {
                for tcb in try await store.knownTCBs(platform.identity) {
                    list.append(
                        PlatformRegistration(
                            identity: platform.identity, cpuSVN: tcb.cpuSVNText, pceSVN: tcb.pceSVNText,
                            encryptedPPID: platform.encryptedPPID, manifest: platform.manifest))
                }
            }
            return list
        }
    }

    /// A registration without a manifest matches a platform that has one; another manifest never does.
    private func isCached(_ registration: PlatformRegistration) async throws -> Bool {
        guard let platform = try await store.platform(registration.identity) else { return false }
        guard registration.manifest.isEmpty, let tcb = registration.tcb else {
            return platform.manifest == registration.manifest
        }
        return try await store.certificate(registration.identity, tcb) != nil
    }

    private func source(of registration: PlatformRegistration) async throws -> PlatformSourceData {
        let known = try await store.platform(registration.identity)
        let manifest = registration.manifest.isEmpty ? known?.manifest ?? "" : registration.manifest
        return PlatformSourceData(
            identity: registration.identity, encryptedPPID: registration.encryptedPPID, manifest: manifest)
    }

    /// Fetches what verifying any quote needs and is not there. What upstream does not publish is no failure.
    private func fillDocuments(_ update: PlatformUpdate) async throws {
        var items: [CollateralItem] = [.pckCRL(.processor), .pckCRL(.platform), .rootCRL]
        for evaluation in update.evaluations {
            items += [
                .qeIdentity(.sgx, evaluation, .v4), .qveIdentity(evaluation, .v4), .qeIdentity(.tdx, evaluation, .v4),
            ]
            for platform in try await store.platforms(fmspcs: []) {
                items += IntelTEE.allCases.map { .tcbInfo($0, fmspc: platform.fmspc, evaluation, .v4) }
            }
        }
        for item in items where try await store.document(item.key) == nil {
            do {
                _ = try await refetch(item)
            } catch let refusal where refusal.status != .notCached {
                throw refusal
            } catch {}
        }
    }
}
