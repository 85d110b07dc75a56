internal import EnclaveCore
internal import EnclaveProtocol
internal import Journal
internal import JournalFixtures

/// What the enclave reads back from a disk that somebody else writes.
extension FuzzTarget {
    /// A whole state directory: header, fence, segments, snapshot and archives, read as a start reads them.
    package static let journal = FuzzTarget(
        "journal", seeds: { (try? journalSeeds()) ?? [] },
        run: { bytes in
            guard let image = StateImage(bytes) else { return }
            let storage = MemoryStorage(files: image.files)
            guard let journal = try? Fixture(storage).open() else { return }
            let state = read(journal)
            _ = try? journal.compact()
            journal.shutdown()
            guard let again = try? Fixture(storage).open() else {
                return require(false, "a state that opened opens again")
            }
            require(read(again) == state, "a start changes no value")
        })

    /// A backup file, under the domain key it was made with.
    package static let backup = FuzzTarget(
        "backup", seeds: { (try? backupSeed()).map { [$0] } ?? [] },
        run: { bytes in
            guard let file = try? MemoryStorage(files: ["backup": bytes]).open("backup", .read),
                let reader = try? BackupReader(file)
            else { return }
            try? reader.forEach(backupKey) { _, value in require(value.count < bytes.count, "nothing is made up") }
        })

    private static let slots: [RecordSlot] = (0..<6).map { Fixture.slot($0) }

    private static func read(_ journal: Journal) -> [[UInt8]?] { slots.map { try? journal.read($0) } }

    /// A state with an archive, a snapshot, two segments and a fence in the middle; then without what compaction makes.
    private static func journalSeeds() throws -> [[UInt8]] {
        let storage = MemoryStorage()
        var fixture = Fixture(storage)
        fixture.configuration.segmentLimit = 1 << 10
        try fixture.create()
        let first = try fixture.open()
        try fill(first)
        first.shutdown()
        let small = storage.files
        let second = try fixture.open()
        second.signCheckpoints(with: Fixture.signer())
        try second.compact()
        try fill(second)
        return [small, storage.files].flatMap { files in
            [false, true].map { StateImage(files, repairs: $0).encoded }
        }
    }

    private static func fill(_ journal: Journal) throws {
        for (number, slot) in slots.enumerated() {
            let value = number == 4 ? nil : [UInt8](repeating: UInt8(number), count: 40 * number)
            _ = try journal.append(Fixture.entry("n\(number)"), [Mutation(slot, value)])
            if !number.isMultiple(of: 3) { try journal.flush() }
        }
        try journal.flush()
    }

    private static let backupKey = DomainKey(bytes: [UInt8](repeating: 7, count: 32))

    private static func backupSeed() throws -> [UInt8] {
        let storage = MemoryStorage()
        let identifier = Identifier(high: 1, low: 2)
        let header = BackupFormat.Header(
            instanceID: identifier, memberID: identifier, time: 1_763_734_815_123, recordNumber: 3,
            chain: [UInt8](repeating: 8, count: 32), salt: [UInt8](repeating: 9, count: 32))
        var writer = try BackupWriter(header, backupKey, to: try storage.open("backup", .create))
        // The second value fills a chunk, so the last slot is in a chunk of its own.
        for (slot, count) in zip(slots, [10, 33 << 10, 20]) {
            try writer.add(slot, [UInt8](repeating: 1, count: count))
        }
        _ = try writer.finish()
        return storage.files["backup"] ?? []
    }
}
