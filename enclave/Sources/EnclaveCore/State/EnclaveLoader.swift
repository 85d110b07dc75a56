internal import EnclaveProtocol
internal import Journal
internal import KeyOperations
internal import SealedSession
internal import TEEPlatform
internal import X509Core

/// Reads what an open enclave holds in memory from its replayed journal. Keys stay sealed on disk.
struct EnclaveLoader {
    let configuration: EnclaveConfiguration
    let journal: Journal
    let platform: any TEEPlatform
    let listeners: JournalListeners

    func load(_ keyring: DomainKeyring) throws(Refusal) -> Enclave {
        let instance = try only(.instance, as: InstanceRecord.self)
        guard let sessionKey = SessionPrivateKey(stored: instance.sessionKey) else {
            throw Refusal(.corruptState, "the session key in the journal is none")
        }
        let (identityKey, importKey) = try Refusal.mapping { () throws(KeyError) in
            (
                try LiveKey(stored: instance.identityKey, algorithm: .p256),
                try LiveKey(stored: instance.importKey, algorithm: .p256)
            )
        }
        signCheckpoints(with: identityKey, isDevelopment: instance.isDevelopment)
        return Enclave(
            configuration: configuration, journal: journal, instance: instance, platform: platform,
            keyring: keyring, sessionKey: sessionKey, importKey: importKey, listeners: listeners,
            state: try state())
    }

    private func state() throws(Refusal) -> CoreState {
        let reading = TrustedClock.Reading(
            wall: configuration.wallClock(), monotonic: configuration.monotonicClock())
        var state = CoreState(
            clock: TrustedClock(
                floor: journal.newestTime, maximumGap: configuration.maximumClockGap * 1000, reading: reading),
            administrators: try only(.administrators, as: Administrators.self),
            keys: KeyCache(budget: configuration.keyCacheBudget))
        try each(.policy) { bytes throws(Refusal) in
            let policy = try Refusal.record(StoredValue<CallerPolicy>.self, bytes).value
            state.policies[policy.identity] = CompiledPolicy(policy)
        }
        try each(.template) { bytes throws(Refusal) in
            let template = try Refusal.record(TemplateRecord.self, bytes).template
            state.templates[template.name] = template
        }
        try each(.profile) { bytes throws(Refusal) in
            let profile = try Refusal.profile(bytes)
            state.profiles[profile.name] = profile
        }
        state.keyCount = journal.count(kind: RecordKind.key.rawValue)
        try loadDomain(into: &state.domain)
        return state
    }

    private func loadDomain(into domain: inout DomainState) throws(Refusal) {
        domain.standing.led = configuration.monotonicClock()
        domain.promiseTime = domain.standing.led
        domain.promotion = try read(RecordKind.domainPolicy.only).flatMap { bytes throws(Refusal) in
            try SignedDomainPolicy.promotion(in: bytes)
        }
        guard let record = try optional(.domain, as: DomainRecord.self) else { return }
        domain.record = record
        if let own = try optional(.position, as: PositionRecord.self) { domain.own = own }
        // What was confirmed of it before this start is not known.
        domain.settlement = domain.own.position
        try each(.member) { bytes throws(Refusal) in
            let member = try Refusal.record(MemberRecord.self, bytes)
            domain.members[member.id] = member
        }
        for id in domain.members.keys {
            guard let bytes = try read(RecordKind.peer.slot(id)) else { continue }
            domain.contacts[id] = .init(remembered: try Refusal.record(PeerRecord.self, bytes))
        }
    }

    private func only<Record: WireCodable>(_ kind: RecordKind, as type: Record.Type) throws(Refusal) -> Record {
        guard let record = try optional(kind, as: type) else {
            throw Refusal(.corruptState, "the journal has no record of kind \(kind)")
        }
        return record
    }

    private func optional<Record: WireCodable>(_ kind: RecordKind, as type: Record.Type) throws(Refusal) -> Record? {
        guard let bytes = try read(kind.only) else { return nil }
        return try Refusal.record(type, bytes)
    }

    private func read(_ slot: RecordSlot) throws(Refusal) -> [UInt8]? {
        try Refusal.mapping { () throws(JournalError) in try journal.read(slot) }
    }

    private func each(_ kind: RecordKind, _ body: ([UInt8]) throws(Refusal) -> Void) throws(Refusal) {
        var failure: Refusal?
        try Refusal.mapping { () throws(JournalError) in
            try journal.forEachLive(kind: kind.rawValue) { _, bytes in
                do throws(Refusal) { try body(bytes) } catch { failure = error }
            }
        }
        if let failure { throw failure }
    }

    private func signCheckpoints(with key: LiveKey, isDevelopment: Bool) {
        let point = Array((key.publicKeySPKI ?? []).suffix(65))
        journal.signCheckpoints(
            with: CheckpointSigner(algorithm: .p256, publicKey: point, development: isDevelopment) { message in
                try key.sign(message: message, scheme: .ecdsa, hash: .sha256)
            })
    }
}
