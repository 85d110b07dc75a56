/// The journal as a value: what is decided under the lock. It touches no file.
struct JournalState {
    enum Phase { case open, stopping, stopped }

    let identity: JournalIdentity
    var ring: KeyRing
    /// Nil when the ring holds one key.
    var keyChange: KeyChange?
    let configuration: JournalConfiguration

    let index: SlotIndex
    var files: [FileID: SealedFile]
    var chain: Hash256
    var nextNumber: UInt64
    var newestTime: Int64

    /// The segment records are sealed for; its file may not exist yet.
    var seal: RecordSeal
    /// Index of the next record in it.
    var recordIndex: UInt32 = 0
    /// Frames not taken by the writer yet, and where the open group begins in them.
    var pending: RecordBuffer
    var groupStart = 0
    /// When the first of them has waited long enough, and whether somebody waits for them already.
    var groupDue: MonotonicTime?
    var commitAsked = false
    /// Frames the writer is writing, and a buffer to use again.
    var writing: RecordBuffer?
    var writingFile: FileID?
    var spare: RecordBuffer?

    var durable: UInt64
    var fenceFile: FenceFile
    /// The newest fence on disk, and the newest place a fence may name.
    var fence: Fence
    var reached: Fence
    var fenceDue: MonotonicTime?

    var signer: CheckpointSigner?
    var uncheckedEntries: UInt64 = 0
    var checkpointDue: MonotonicTime?

    var phase = Phase.open
    var hasWriter = false
    var failure: JournalError?
    var failureIsTold = false
    var isLow = false
    var rotationAsked = false
    var isCompacting = false
    /// After a compaction that found no room: not before this.
    var compactionPause: MonotonicTime?

    init(
        _ replay: Replay, _ active: SealedFile, _ fenceFile: FenceFile, _ configuration: JournalConfiguration
    ) throws(JournalError) {
        identity = replay.identity
        ring = replay.ring
        keyChange = ring.previous.map { _ in KeyChange(record: 0) }
        self.configuration = configuration
        index = replay.index
        files = replay.files
        files[active.id] = active
        chain = replay.chain
        nextNumber = replay.nextNumber
        newestTime = replay.newestTime
        seal = active.seal
        pending = try RecordBuffer(base: UInt64(SealedHeader.length))
        durable = replay.nextNumber - 1
        self.fenceFile = fenceFile
        fence = replay.fence
        reached = fence
    }
}

extension JournalState {
    mutating func append(
        _ entry: AuditEntry, _ payload: [UInt8], _ mutations: [Mutation]
    ) throws(JournalError) -> UInt64 {
        if let failure { throw failure }
        guard phase == .open else { throw JournalError(.closed, "The enclave is shutting down. Try again later.") }
        guard !mutations.contains(where: { $0.slot.kind == RecordSlot.archiveKind }) else {
            throw JournalError(.tooLarge, "Slot kind \(RecordSlot.archiveKind) belongs to the journal.")
        }
        let number = try add(entry, payload, mutations)
        uncheckedEntries += 1
        if signer != nil, checkpointDue == nil { checkpointDue = MonotonicTime.now() + configuration.checkpointDelay }
        // Under pressure the checkpoint follows a later record: what was recorded stays recorded.
        if uncheckedEntries + 1 >= configuration.checkpointEntries { try? addCheckpoint() }
        return number
    }

    /// Seals and chains one record. Everything that can fail comes before the seal, so no nonce is used twice.
    mutating func add(_ entry: AuditEntry, _ payload: [UInt8], _ mutations: [Mutation]) throws(JournalError) -> UInt64 {
        var entry = entry
        entry.time = max(entry.time, newestTime)
        var line = seal.headerHash
        line.reserveCapacity(1024)
        AuditLine.writePrefix(nextNumber, entry, to: &line)
        let headerLength = seal.headerHash.count
        let entryLength = line.count - headerLength + AuditLine.suffixLength
        let sealedLength = payload.count + RecordSeal.tagLength
        let length = Frame.recordPrefix + entryLength + sealedLength
        try admit(entryLength, length, mutations.count)
        let sealed: [UInt8]
        do { sealed = try seal.seal(payload, index: recordIndex, bound: line) } catch {
            failure = error
            throw error
        }
        let hash = Hash256.of(sealed)
        AuditLine.writeSuffix(hash, to: &line)
        let bytes = line[headerLength...]
        apply(mutations, at: pending.end, length: length)
        pending.append(Frame.record(entryLength: entryLength, sealedLength: sealedLength))
        pending.append(bytes)
        pending.append(sealed)
        if groupDue == nil { groupDue = MonotonicTime.now() + configuration.groupDelay }
        chain = AuditChain.next(chain, bytes, hash)
        newestTime = entry.time
        recordIndex += 1
        defer { nextNumber += 1 }
        return nextNumber
    }

    private mutating func admit(_ entryLength: Int, _ length: Int, _ mutations: Int) throws(JournalError) {
        guard entryLength <= Frame.largestEntry else {
            throw JournalError(.tooLarge, "An audit entry has at most \(Frame.largestEntry) bytes. Use shorter names.")
        }
        guard pending.count + length <= configuration.pendingLimit else {
            throw JournalError(.storageBusy, "The disk is behind. Try again in a moment.")
        }
        try pending.reserve(length + 2 * Frame.commitLength)
        try index.reserve(mutations)
        if pending.count - groupStart >= Frame.groupLimit { closeGroup() }
    }

    private mutating func apply(_ mutations: [Mutation], at offset: UInt64, length: Int) {
        for (position, mutation) in mutations.enumerated() {
            guard mutation.value != nil else {
                index.remove(mutation.slot)
                continue
            }
            let location = SlotLocation(
                file: seal.id, offset: offset, length: UInt32(length), index: recordIndex,
                mutation: UInt16(truncatingIfNeeded: position))
            index.replace(mutation.slot, location)
        }
    }

    /// Ends the open group, when it has records, with its commit frame.
    mutating func closeGroup() {
        let length = pending.count - groupStart
        guard length > 0 else { return }
        let hash = pending.hash(groupStart, length)
        pending.append(Frame.commit(groupLength: length, hash: hash, chain: chain))
        groupStart = pending.count
    }

    mutating func addCheckpoint() throws(JournalError) {
        guard let signer, failure == nil else { return }
        let message = AuditCheckpoint.message(
            identity, number: nextNumber, chain: chain, development: signer.development)
        guard let signature = try? signer.sign(message) else {
            checkpointDue = MonotonicTime.now() + configuration.checkpointDelay
            return
        }
        var entry = AuditEntry(time: configuration.now(), operation: "audit.checkpoint")
        entry.checkpoint = AuditCheckpoint(
            chain: chain, signature: signature, algorithm: signer.algorithm, publicKey: signer.publicKey,
            development: signer.development)
        _ = try add(entry, [], [])
        uncheckedEntries = 0
        checkpointDue = nil
    }
}
