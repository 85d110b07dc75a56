package import Crypto

extension Journal {
    /// Lays out an empty state; the header comes last, so an interrupted creation can simply be run again.
    /// - Throws: `state-exists` when there is a state, or what is left of one.
    package static func create(
        in storage: any Storage, header: StateHeader, domainKey: SymmetricKey
    ) throws(JournalError) {
        try layOut(in: storage, header: header, domainKey: domainKey)
        try header.write(in: storage, domainKey: domainKey)
    }

    /// Lays out an empty state without its header, which its first records may have to precede.
    ///
    /// Until the header is written there is no state: what an interruption leaves behind records is refused.
    /// - Throws: `state-exists` when there is a state; `state-missing` when there are records without a header.
    package static func layOut(
        in storage: any Storage, header: StateHeader, domainKey: SymmetricKey
    ) throws(JournalError) {
        let keys = JournalKeys(domainKey: domainKey)
        let identity = header.identity
        try JournalError.translating {
            try refuseExisting(storage)
            let chain = AuditChain.genesis(identity)
            let first = SealedHeader(
                .segment, identity, number: 1, chain: chain, firstRecord: 1, newestTime: header.created)
            try storage.createDirectory(FileName.audit)
            let fence = Fence(sequence: 2, segment: 1, offset: UInt64(SealedHeader.length), record: 0, chain: chain)
            try FenceFile.create(in: storage, fence, identity, keys)
            _ = try SealedFile.create(RecordSeal(first, keys), in: storage)
        }
    }

    /// Finds a state, or what is left of one, before there is a domain key to lay one out with.
    /// - Throws: as `layOut`.
    package static func checkEmpty(_ storage: any Storage) throws(JournalError) {
        try JournalError.translating { try refuseExisting(storage) }
    }

    private static func refuseExisting(_ storage: any Storage) throws {
        let found = try Inventory(storage)
        let archives = (try? storage.list(FileName.audit)) ?? []
        guard !found.hasHeader else {
            throw JournalError(.exists, file: FileName.header, "There is a state here already. Start with it.")
        }
        // An interrupted creation leaves at most one segment without a record.
        let isUsed = try found.segments.contains { number in
            try storage.open(FileName.of(.segment, number), .read).size() > UInt64(SealedHeader.length)
        }
        guard !isUsed, found.segments.count <= 1, found.snapshots.isEmpty, archives.isEmpty else {
            throw JournalError(
                .missing, file: FileName.header,
                "There are records but no header. Put \(FileName.header) back; where a restore or a join was interrupted, "
                    + "begin it again with an empty state directory. Nothing is regenerated.")
        }
    }
}
