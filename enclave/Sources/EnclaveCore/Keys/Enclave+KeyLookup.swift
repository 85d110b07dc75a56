internal import EnclaveProtocol
internal import Journal
internal import Synchronization

extension Enclave {
    /// A key of the caller's tenant that its policy names; from the cache, else unsealed from the journal.
    func key(_ selector: KeySelector, for caller: Caller) throws(Refusal) -> CachedKey {
        let (held, generation) = state.withLock { state in
            (heldKey(selector, tenant: caller.tenant, in: &state), state.generation)
        }
        let key = if let held { held } else { try loadKey(selector, tenant: caller.tenant, generation: generation) }
        guard key.record.tenant == caller.tenant else { throw Refusal.notFound(selector) }
        try caller.mayUse(name: key.record.name)
        return key
    }

    private func heldKey(_ selector: KeySelector, tenant: String, in state: inout CoreState) -> CachedKey? {
        switch selector {
        case .id(let id): state.keys.key(id)
        case .name(let name):
            state.keys.id(of: TenantName(tenant: tenant, name: name)).flatMap { state.keys.key($0) }
        }
    }

    /// Reads, unseals and imports outside the lock; caches only if nothing changed meanwhile.
    private func loadKey(_ selector: KeySelector, tenant: String, generation: UInt64) throws(Refusal) -> CachedKey {
        let key = try CachedKey(try storedKey(selector, tenant: tenant))
        state.withLock { state in
            if state.generation == generation { state.keys.insert(key) }
        }
        return key
    }

    /// The newest record of a key, from the journal.
    func storedKey(_ selector: KeySelector, tenant: String) throws(Refusal) -> KeyRecord {
        let id: Identifier
        switch selector {
        case .id(let given): id = given
        case .name(let name):
            guard let bytes = try read(RecordKind.keyName.slot(tenant, name)) else { throw .notFound(selector) }
            id = try Refusal.record(Identifier.self, bytes)
        }
        guard let bytes = try read(RecordKind.key.slot(id)) else { throw .notFound(selector) }
        let record = try Refusal.record(KeyRecord.self, bytes)
        guard record.tenant == tenant else { throw .notFound(selector) }
        return record
    }

    /// The newest value of a slot.
    func read(_ slot: RecordSlot) throws(Refusal) -> [UInt8]? {
        try Refusal.mapping { () throws(JournalError) in try journal.read(slot) }
    }

    /// Records a new key under its name, in one record; fails when the name is taken.
    func insert(
        _ record: KeyRecord, by caller: Caller, extra: [Mutation] = [], certificate: AuditCertificate? = nil,
        to state: inout CoreState
    ) throws(Refusal) -> UInt64 {
        let nameSlot = RecordKind.keyName.slot(record.tenant, record.name)
        guard try read(nameSlot) == nil else { throw .alreadyExists(record.name) }
        let cached = try CachedKey(record)
        let mutations = [
            Mutation(RecordKind.key.slot(record.id), record.encoded), Mutation(nameSlot, record.id.encoded),
        ]
        let event = AuditEvent(
            caller, key: record.id, name: record.name, detail: record.summary, certificate: certificate)
        let number = try append(event, mutations + extra, to: &state)
        state.keys.insert(cached)
        state.generation += 1
        state.keyCount += 1
        return number
    }

    /// Replaces a key's record by what `change` makes of the newest one.
    func replace(
        _ selector: KeySelector, by caller: Caller, _ change: (inout KeyRecord) throws(Refusal) -> Void
    ) throws(Refusal) -> Answered<KeyInfo> {
        try state.withLock { state throws(Refusal) in
            var record = try storedKey(selector, tenant: caller.tenant)
            try caller.mayUse(name: record.name)
            try change(&record)
            let cached = try CachedKey(record)
            let event = AuditEvent(caller, key: record.id, name: record.name, detail: record.summary)
            let number = try append(event, [Mutation(RecordKind.key.slot(record.id), record.encoded)], to: &state)
            state.keys.insert(cached)
            state.authorities = [:]
            state.generation += 1
            opened.withLock { $0.removeAll() }
            return Answered(record.info, after: number)
        }
    }
}

extension KeyRecord {
    /// For the audit: what kind of key it is.
    var summary: String { "\(algorithm.name) \(purpose.name) \(origin.name) version \(versions.last?.number ?? 0)" }
}

extension Refusal {
    static func notFound(_ selector: KeySelector) -> Refusal {
        switch selector {
        case .id(let id): Refusal(.notFound, "there is no key with id \(id)")
        case .name(let name):
            Refusal(.notFound, "there is no key named \"\(name)\"", remedy: "See `casemate key list`.")
        }
    }

    static func alreadyExists(_ name: String) -> Refusal {
        Refusal(.alreadyExists, "the name \"\(name)\" is taken", remedy: "Choose another; names are never reused.")
    }
}
