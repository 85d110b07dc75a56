internal import EnclaveProtocol
internal import Journal
internal import Synchronization

extension Enclave {
    /// The newest key of the domain.
    var domainKey: DomainKey { keyring.current.key }

    /// Longest wait for the end of the change before, in seconds.
    private static let changeTime: Int64 = 20

    /// A new domain key, and with it the end of the recovery shares; nothing where a start could not open what is under it.
    func newKey() throws(Refusal) -> [Mutation] {
        guard try keyring.canSeal() else { return [] }
        var mutations = [Mutation(RecordKind.domainKey.only, keyring.current.next().encoded)]
        if journal.holds(RecordKind.recovery.only) { mutations.append(Mutation(RecordKind.recovery.only, nil)) }
        return mutations
    }

    /// The key that a record brings, where it is another than this member's.
    func otherKey(in mutations: [Mutation]) throws(Refusal) -> DomainKeyRecord? {
        guard let mutation = mutations.last(where: { $0.slot == RecordKind.domainKey.only }) else { return nil }
        guard let value = mutation.value else {
            throw Refusal(.malformedRequest, "a domain does not lose its key")
        }
        let record = try Refusal.record(DomainKeyRecord.self, value)
        return record.key == domainKey ? nil : record
    }

    /// Writes a record that brings another domain key, under that key; the caller holds the lock meanwhile.
    ///
    /// A backup of before opens with shares of the key before, which are void.
    func write(
        _ entry: AuditEntry, _ mutations: [Mutation], under next: DomainKeyRecord, _ priority: AppendPriority
    ) throws(Refusal) -> UInt64 {
        try Refusal.mapping { () throws(JournalError) in if priority == .normal { try journal.checkSpace() } }
        guard !journal.isChangingKeys else { throw Self.isChangingKeys }
        let start = ContinuousClock.now
        try keyring.prepare(next)
        let backup = RecordKind.backup.only
        let void = journal.holds(backup) ? [Mutation(backup, nil)] : []
        let number = try Refusal.mapping { () throws(JournalError) in
            try journal.rekey(to: next.key.key, entry, mutations + void)
        }
        keyring.adopt(next, after: .now - start)
        return number
    }

    /// Refuses what was made under a key that is not the newest any more; the caller holds the lock.
    func checkUnchanged(_ key: DomainKey) throws(Refusal) {
        guard key == domainKey else {
            throw Refusal(
                .busy, "the domain key was changed meanwhile, and what was made under the old one is void",
                remedy: "Ask again.")
        }
    }

    /// Waits for the end of a change before this one; not under the lock.
    func finishKeyChange() throws(Refusal) {
        try Refusal.mapping { () throws(JournalError) in
            try journal.finishRekey(within: .seconds(Self.changeTime))
        }
    }

    private static let isChangingKeys = Refusal(
        .busy, "the state is still being written anew under the newest domain key",
        remedy: "Try again in a moment; `casemate status` shows free space and errors.")
}
