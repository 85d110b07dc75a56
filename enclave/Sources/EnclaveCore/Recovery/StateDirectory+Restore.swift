internal import EnclaveProtocol
internal import Journal
internal import KeyOperations

extension StateDirectory {
    /// Slots of one record while a backup is copied.
    private static let slotsPerRecord = 64

    /// A new instance under a new domain key with everything the backup holds but the old instance's own keys.
    func restore(
        _ backup: BackupReader, from oldKey: DomainKey, as identity: JournalIdentity, signedBy administrators: String
    ) throws(Refusal) -> Enclave {
        let domainKey = DomainKey()
        let recipient = try domainKey.recipient(on: platform, instance: identity.instance)
        let header = StateHeader(
            identity: identity, created: max(configuration.wallClock(), backup.header.time),
            recipients: recipient.map { [$0] } ?? [])
        try Refusal.mapping { () throws(JournalError) in
            try Journal.layOut(in: storage, header: header, domainKey: domainKey.key)
        }
        let journal = try Refusal.mapping { () throws(JournalError) in try openJournal(header, domainKey) }
        try copy(backup, oldKey, into: journal, signedBy: administrators)
        try Refusal.mapping { () throws(JournalError) in try header.write(in: storage, domainKey: domainKey.key) }
        return try load(journal, header, domainKey)
    }

    /// The instance record comes last, and the header behind it: what an interrupted restore leaves is no state.
    private func copy(
        _ backup: BackupReader, _ oldKey: DomainKey, into journal: Journal, signedBy administrators: String
    ) throws(Refusal) {
        var batch: [Mutation] = []
        var isDevelopment = false
        let old = backup.header
        try backup.forEach(oldKey) { (slot, value) throws(Refusal) in
            switch slot {
            case RecordKind.instance.only:
                isDevelopment = try Refusal.record(InstanceRecord.self, value).isDevelopment
            // All of the old instance: neither its shares nor its backups hold what the new one makes, nobody is its
            // member yet, and the policy's signatures name the old one.
            case RecordKind.recovery.only, RecordKind.backup.only: break
            case let slot where RecordKind.ofDomain.contains(slot.kind): break
            default: batch.append(Mutation(slot, value))
            }
            if batch.count >= Self.slotsPerRecord { try write(&batch, "restore-part", nil, to: journal, at: old.time) }
        }
        let instance = try InstanceRecord.made(
            isDevelopment: isDevelopment, at: old.time / 1000, restoredFrom: old.instanceID)
        batch.append(Mutation(RecordKind.instance.only, instance.encoded))
        let detail =
            "of instance \(old.instanceID) at record \(old.recordNumber), chain \(Hex.encode(old.chain)); "
            + "administrators \(administrators)"
        try write(&batch, EnclaveOperation.restore.name, detail, to: journal, at: old.time)
    }

    private func write(
        _ batch: inout [Mutation], _ operation: String, _ detail: String?, to journal: Journal, at time: Int64
    ) throws(Refusal) {
        let mutations = batch
        batch = []
        try Refusal.mapping { () throws(JournalError) in
            _ = try journal.append(AuditEntry(time: time, operation: operation, detail: detail), mutations)
            try journal.flush()
        }
    }
}
