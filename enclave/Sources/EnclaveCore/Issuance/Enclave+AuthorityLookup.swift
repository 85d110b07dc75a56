internal import EnclaveProtocol
internal import Journal
internal import Synchronization
internal import X509Core

extension Enclave {
    /// Most authorities held ready; beyond it all are let go and read again.
    private static let heldAuthorities = 256

    /// An authority of the caller's tenant that its policy names.
    func authority(_ name: String, for caller: Caller) throws(Refusal) -> Authority {
        try caller.mayUse(name: name)
        let tenantName = TenantName(tenant: caller.tenant, name: name)
        let (held, generation) = state.withLock { ($0.authorities[tenantName], $0.generation) }
        if let held { return held }
        let authority = try loadAuthority(name, tenant: caller.tenant)
        state.withLock { state in
            guard state.generation == generation else { return }
            if state.authorities.count >= Self.heldAuthorities { state.authorities = [:] }
            state.authorities[tenantName] = authority
        }
        return authority
    }

    /// The newest record of an authority, with its key, from the journal.
    func loadAuthority(_ name: String, tenant: String) throws(Refusal) -> Authority {
        guard let bytes = try read(RecordKind.authority.slot(tenant, name)) else {
            throw Refusal(
                .notFound, "there is no authority named \"\(name)\"", remedy: "See `casemate ca list`.")
        }
        let record = try Refusal.record(AuthorityRecord.self, bytes)
        return try Authority(record, key: try CachedKey(try storedKey(.id(record.keyID), tenant: tenant)))
    }

    /// Records what became of an authority; what was held is read again.
    func put(
        _ record: AuthorityRecord, _ event: AuditEvent, extra: [Mutation] = [], to state: inout CoreState
    ) throws(Refusal) -> UInt64 {
        let mutation = Mutation(RecordKind.authority.slot(record.tenant, record.name), record.encoded)
        let number = try append(event, [mutation] + extra, to: &state)
        state.authorities = [:]
        state.generation += 1
        return number
    }

    /// A profile by name, built in or set by an administrator.
    func profile(named name: String) throws(Refusal) -> CertificateProfile {
        if let builtIn = CertificateProfile.builtIn(named: name) { return builtIn }
        guard let profile = state.withLock({ $0.profiles[name] }) else {
            throw Refusal(.notFound, "there is no profile \"\(name)\"", remedy: "See `casemate profile list`.")
        }
        return profile
    }

    /// The time certificates are made and evidence is appraised at; refused while the clock is locked.
    func issuanceTime() throws(Refusal) -> TrustedTime {
        try state.withLock { state throws(Refusal) in
            let floor = state.clock.floor / 1000
            let now = seconds(&state)
            if let reason = state.clock.lockReason {
                throw Refusal(
                    .clockLocked, "issuing and appraising are locked: \(reason)",
                    remedy: "Check the host's clock, then `casemate clock accept --administrator-key FILE`.")
            }
            return TrustedTime(now: now, floor: floor)
        }
    }
}
