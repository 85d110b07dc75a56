internal import EnclaveProtocol
internal import Journal
internal import KeyOperations

extension StateDirectory {
    /// The state of a new member under its domain's key. The header comes last: an interrupted join leaves no state.
    func join(
        _ attempt: JoinAttempt, with content: GrantContent, after refusals: RefusedJoins
    ) throws(Refusal) -> Enclave {
        let domainKey = DomainKey(bytes: content.domainKey)
        let time = configuration.wallClock()
        let recipient = try domainKey.recipient(on: platform, instance: attempt.identity.instance)
        let header = StateHeader(
            identity: attempt.identity, created: time, recipients: recipient.map { [$0] } ?? [])
        let mutations = try firstRecord(of: attempt, content, at: time)
        let journal = try Refusal.mapping { () throws(JournalError) in
            try Journal.layOut(in: storage, header: header, domainKey: domainKey.key)
            let journal = try openJournal(header, domainKey)
            for entry in refusals.entries { _ = try journal.append(entry, []) }
            let entry = AuditEntry(
                time: time, operation: EnclaveOperation.joinComplete.name, name: attempt.statement.name,
                detail: attempt.detail)
            _ = try journal.append(entry, mutations)
            try journal.flush()
            try header.write(in: storage, domainKey: domainKey.key)
            return journal
        }
        return try load(journal, header, domainKey)
    }

    /// Its own keys and place, and what the lead gave.
    private func firstRecord(
        of attempt: JoinAttempt, _ content: GrantContent, at time: Int64
    ) throws(Refusal) -> [Mutation] {
        let instance = try InstanceRecord.made(
            isDevelopment: attempt.isDevelopment, at: time / 1000, identityKey: attempt.identityKey)
        return [
            Mutation(RecordKind.instance.only, instance.encoded),
            Mutation(RecordKind.position.only, PositionRecord(isCatchingUp: true).encoded),
        ] + content.slots.map(\.mutation)
    }
}
