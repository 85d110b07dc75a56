internal import EnclaveProtocol
internal import Journal
internal import KeyOperations
internal import Synchronization

extension Enclave {
    static let backupHandlers: [(EnclaveOperation, Handler)] = [
        Handler.maybeLater(.administrator, work: { _, _, _ in .computation }) {
            (enclave, caller, _: BackupCreate) throws(Refusal) in try enclave.backup(caller)
        },
        Handler.now(.connection) { (_, _, _: RestoreRequest) throws(Refusal) in
            throw Refusal(
                .stateNotLocked, "this state is open; a restore makes a new one",
                remedy: "Start the enclave with --restore FILE and an empty --state directory.")
        },
    ]

    /// Writes every live slot that may leave this enclave beside the state, whole or not at all.
    private func backup(_ caller: Caller) throws(Refusal) -> Answered<BackupAnswer> {
        guard try read(RecordKind.recovery.only) != nil else {
            throw Refusal(
                .notAllowed, "a backup opens only with recovery shares, and there are none",
                remedy: "Make them first: `casemate domain recovery create`.")
        }
        let header = BackupFormat.Header(
            instanceID: instanceID, memberID: memberID, time: state.withLock { now(&$0) },
            recordNumber: journal.recordNumber, chain: journal.chainHash.bytes, salt: RandomBytes.make(32))
        let name = "backup-\(header.recordNumber).casemate"
        let key = domainKey
        let (length, digest) = try Refusal.mapping { () throws(JournalError) in try write(header, as: name, under: key)
        }
        let number = try state.withLock { state throws(Refusal) in
            try checkUnchanged(key)
            let record = BackupRecord(created: header.time / 1000, recordNumber: header.recordNumber)
            return try append(
                AuditEvent(caller, name: name, detail: "sha256 \(Hex.encode(digest))"),
                [Mutation(RecordKind.backup.only, record.encoded)], to: &state)
        }
        return Answered(BackupAnswer(name: name, length: length, digest: digest), after: number)
    }

    private func write(
        _ header: BackupFormat.Header, as name: String, under key: DomainKey
    ) throws(JournalError) -> (length: UInt64, digest: [UInt8]) {
        do {
            let temporary = name + ".tmp"
            let file = try journal.storage.open(temporary, .create)
            var writer = try BackupWriter(header, key, to: file)
            let kept = try slotsOfThisEnclave()
            try journal.forEachLive { (slot, value) throws(JournalError) in
                if !kept.contains(slot) { try writer.add(slot, value) }
            }
            let facts = try writer.finish()
            try journal.storage.rename(temporary, to: name)
            try journal.storage.synchronizeDirectory("")
            return facts
        } catch let error as JournalError { throw error } catch {
            throw JournalError(.storageFailed, file: name, "\(name) could not be written: \(error)")
        }
    }

    /// The records of keys tied to this enclave and of their names, the domain key and the anchor: no copy of these is
    /// ever made.
    func slotsOfThisEnclave() throws(JournalError) -> Set<RecordSlot> {
        var slots: Set = [RecordKind.domainKey.only, RecordKind.anchor.only]
        try journal.forEachLive(kind: RecordKind.key.rawValue) { (slot, value) throws(JournalError) in
            guard let record = try? KeyRecord(decoding: value) else {
                throw JournalError(.altered, "a key's record cannot be read, so there is no backup of it")
            }
            guard record.replication == .thisEnclave else { return }
            slots.insert(slot)
            slots.insert(RecordKind.keyName.slot(record.tenant, record.name))
        }
        return slots
    }
}
