internal import EnclaveProtocol
internal import Journal
internal import KeyOperations
internal import Synchronization
internal import X509Core

extension Enclave {
    /// Kinds of slots that members share, whole or in part.
    static let sharedKinds: [RecordKind] = [
        .key, .keyName, .authority, .policy, .template, .profile, .administrators, .revocation, .recovery, .domain,
        .member, .domainPolicy, .domainKey,
    ]

    /// Whether a record changes what members share. One record's slots go together: a key with its name and authority.
    func changesSharedState(_ mutations: [Mutation], in state: CoreState) throws(Refusal) -> Bool {
        guard state.domain.record != nil || mutations.contains(where: { $0.slot == RecordKind.domain.only }) else {
            return false
        }
        for mutation in mutations where mutation.slot.kind != RecordKind.keyName.rawValue {
            let value = if let value = mutation.value { value } else { try read(mutation.slot) }
            if let value, try isShared(mutation.slot, value) { return true }
        }
        return false
    }

    /// Whether a slot with this value is the domain's, not this member's own.
    func isShared(_ slot: RecordSlot, _ value: [UInt8]) throws(Refusal) -> Bool {
        switch RecordKind(rawValue: slot.kind) {
        case .key: try Refusal.record(KeyRecord.self, value).replication == .domain
        case .keyName: try isShared(key: try Refusal.record(Identifier.self, value))
        case .authority: try isShared(key: try Refusal.record(AuthorityRecord.self, value).keyID)
        case .revocation: try isShared(key: try Refusal.record(RevocationRecord.self, value).authority)
        case .policy, .template, .profile, .administrators, .recovery, .domain, .member, .domainPolicy,
            .domainKey:
            true
        case .instance, .backup, .position, .peer, .anchor, nil: false
        }
    }

    /// A key that is not recorded yet comes with its own record.
    private func isShared(key id: Identifier) throws(Refusal) -> Bool {
        guard let bytes = try read(RecordKind.key.slot(id)) else { return true }
        return try Refusal.record(KeyRecord.self, bytes).replication == .domain
    }

    /// Writes what another member changed, and brings what is held in memory up to it.
    func absorbing<Value>(
        _ mutations: [Mutation], into state: inout CoreState, _ write: (inout CoreState) throws(Refusal) -> Value
    ) throws(Refusal) -> Value {
        let keys = mutations.filter { $0.slot.kind == RecordKind.key.rawValue }
        let held = keys.count { journal.holds($0.slot) }
        let value = try write(&state)
        try absorb(mutations, into: &state)
        state.keyCount += keys.count { $0.value != nil } - held
        state.authorities = [:]
        state.generation += 1
        opened.withLock { $0.removeAll() }
        return value
    }

    /// Renames this member's own keys whose names the domain now uses for others: a name is the domain's first.
    func makingRoom(for mutations: [Mutation]) throws(Refusal) -> [Mutation] {
        var moved: [Mutation] = []
        for mutation in mutations where mutation.slot.kind == RecordKind.keyName.rawValue {
            guard let value = mutation.value, let held = try read(mutation.slot), held != value else { continue }
            let id = try Refusal.record(Identifier.self, held)
            guard let bytes = try read(RecordKind.key.slot(id)) else { continue }
            var key = try Refusal.record(KeyRecord.self, bytes)
            guard key.replication == .thisEnclave else { continue }
            key.name += "-\(memberID.description.prefix(8))"
            moved += [
                Mutation(RecordKind.key.slot(id), key.encoded),
                Mutation(RecordKind.keyName.slot(key.tenant, key.name), id.encoded),
            ]
        }
        return moved
    }

    private func absorb(_ mutations: [Mutation], into state: inout CoreState) throws(Refusal) {
        for mutation in mutations {
            switch RecordKind(rawValue: mutation.slot.kind) {
            case .key: state.keys.remove(mutation.slot.id)
            case .administrators:
                if let value = mutation.value { state.administrators = try Refusal.record(Administrators.self, value) }
            case .policy:
                guard let value = mutation.value else {
                    state.policies = state.policies.filter { RecordKind.policy.slot($0.key) != mutation.slot }
                    continue
                }
                let policy = try Refusal.record(StoredValue<CallerPolicy>.self, value).value
                state.policies[policy.identity] = CompiledPolicy(policy)
            case .template:
                guard let value = mutation.value else {
                    state.templates = state.templates.filter { RecordKind.template.slot($0.key) != mutation.slot }
                    continue
                }
                let template = try Refusal.record(TemplateRecord.self, value).template
                state.templates[template.name] = template
            case .profile:
                guard let value = mutation.value else {
                    state.profiles = state.profiles.filter { RecordKind.profile.slot($0.key) != mutation.slot }
                    continue
                }
                let profile = try Refusal.profile(value)
                state.profiles[profile.name] = profile
            default: continue
            }
        }
    }

    /// Brings members and lead up to a change, made here or elsewhere.
    func absorbDomain(_ mutations: [Mutation], into state: inout CoreState) throws(Refusal) {
        for mutation in mutations {
            switch RecordKind(rawValue: mutation.slot.kind) {
            case .domain:
                if let value = mutation.value { state.domain.record = try Refusal.record(DomainRecord.self, value) }
            case .member:
                let member = try mutation.value.map { value throws(Refusal) in
                    try Refusal.record(MemberRecord.self, value)
                }
                state.domain.members[mutation.slot.id] = member
                if member == nil { state.domain.contacts[mutation.slot.id] = nil }
            case .domainPolicy:
                state.domain.promotion = try mutation.value.flatMap { value throws(Refusal) in
                    try SignedDomainPolicy.promotion(in: value)
                }
            default: continue
            }
        }
    }
}
