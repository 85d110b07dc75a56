import Journal
import JournalFixtures
import Testing

/// Every byte of a state counts.
@Suite struct AlterationTests {
    /// Bytes of each file whose change may go unnoticed, written from the format: there are none.
    static let unchecked: [String: [Range<Int>]] = [:]

    /// A settled state: an archive, a snapshot, two segments with records, the fence and the header. Where the key was
    /// changed before the last record, nothing was compacted since, and both keys are in use.
    private func settled(rekeyed: Bool = false) throws -> (files: [String: [UInt8]], lines: [[UInt8]]) {
        let storage = MemoryStorage()
        let fixture = Fixture(storage)
        try fixture.create()
        let journal = try fixture.open()
        journal.signCheckpoints(with: Fixture.signer())
        for number in UInt64(0)..<3 {
            _ = try journal.append(Fixture.entry(), [Mutation(Fixture.slot(number), [UInt8](repeating: 1, count: 40))])
        }
        try journal.compact()
        _ = try journal.append(Fixture.entry(), [Mutation(Fixture.slot(1), [2])])
        journal.shutdown()
        let again = try fixture.open()
        if rekeyed { try fixture.rekey(again, to: 1) }
        _ = try again.append(Fixture.entry(), [Mutation(Fixture.slot(2), nil)])
        again.shutdown()
        return (storage.files, try again.exportAll())
    }

    private func refusal(of files: [String: [UInt8]]) -> JournalError? {
        do {
            _ = try Fixture(MemoryStorage(files: files)).open().exportAll()
            return nil
        } catch { return error }
    }

    @Test(arguments: [false, true])
    func everyFlippedByteIsRefusedByName(rekeyed: Bool) throws {
        let (files, lines) = try settled(rekeyed: rekeyed)
        #expect(lines.count == (rekeyed ? 7 : 6))
        #expect(files.keys.filter { $0.hasPrefix("journal-") }.count == (rekeyed ? 3 : 2))
        #expect(files.keys.contains { $0.hasPrefix("snapshot-") } && files.keys.contains { $0.hasPrefix("audit/") })
        var flips = 0
        for (name, bytes) in files {
            for position in bytes.indices where !Self.unchecked[name, default: []].contains(where: { $0 ~= position }) {
                var altered = files
                altered[name]?[position] ^= 1 << UInt8(position % 8)
                flips += 1
                let refused = refusal(of: altered)
                if refused?.file == nil {
                    Issue.record("\(name), byte \(position): \(refused.map { "\($0)" } ?? "not noticed")")
                }
            }
        }
        print("bytes flipped: \(flips)")
    }

    @Test(arguments: [false, true])
    func everyLostFileIsRefusedByName(rekeyed: Bool) throws {
        let (files, _) = try settled(rekeyed: rekeyed)
        for name in files.keys {
            let refused = try #require(refusal(of: files.filter { $0.key != name }), "\(name) is not missed")
            #expect(refused.file != nil, "\(refused)")
        }
    }

    @Test func everyShortenedFileIsRefusedByName() throws {
        let (files, _) = try settled()
        for (name, bytes) in files {
            for count in stride(from: 0, to: bytes.count, by: 13) {
                var cut = files
                cut[name] = Array(bytes.prefix(count))
                #expect(refusal(of: cut)?.file != nil, "\(name) cut to \(count)")
            }
        }
    }

    /// Behind the fence: whatever of the last group is there, what was answered stays and the tail is told of.
    @Test func aTornTailAtEveryByteIsDroppedAndRecorded() throws {
        let storage = MemoryStorage()
        let fixture = Fixture(storage, fenceDelay: .seconds(3600))
        try fixture.create()
        let journal = try fixture.open()
        _ = try journal.append(Fixture.entry(), [Mutation(Fixture.slot(1), [1])])
        try journal.flush()
        let before = storage.files
        _ = try journal.append(Fixture.entry(), [Mutation(Fixture.slot(1), [2])])
        try journal.flush()
        let name = "journal-000002"
        let start = try #require(before[name]).count
        let whole = try #require(storage.files[name])
        for count in start..<whole.count {
            var files = before
            files[name] = Array(whole.prefix(count))
            let disk = MemoryStorage(files: files)
            let opened = try Fixture(disk).open()
            #expect(try opened.read(Fixture.slot(1)) == [1])
            #expect(opened.recordNumber == (count > start ? 2 : 1))
            guard count > start else { continue }
            let line = try #require(AuditLine(try opened.exportAll()[1]))
            #expect(line.entry.operation == "journal.tail-dropped" && line.entry.count == UInt64(count - start))
            #expect(disk.files[name]?.count == start)
            opened.shutdown()
            #expect(try Fixture(disk).open().recordNumber == 2)
        }
    }

    @Test func aLostTailBeforeTheFenceNamesTheRecords() throws {
        let storage = MemoryStorage()
        let fixture = Fixture(storage)
        try fixture.create()
        let journal = try fixture.open()
        let start = try #require(storage.files["journal-000002"]).count
        for _ in 0..<3 { _ = try journal.append(Fixture.entry()) }
        journal.shutdown()
        var files = storage.files
        files["journal-000002"] = files["journal-000002"].map { Array($0.prefix(start)) }
        let refused = try #require(refusal(of: files))
        #expect(refused.code == .truncated)
        #expect(refused.message.contains("1 to 3"))
    }

    @Test(arguments: ["header", "fence", "journal-000001"])
    func aNewerFormatIsRefusedByName(name: String) throws {
        let storage = MemoryStorage()
        try Fixture(storage).create()
        var files = storage.files
        files[name]?[11] = 2
        let refused = try #require(refusal(of: files))
        #expect(refused.code == .newerFormat)
        #expect(refused.file == name && refused.message.contains("version 2"))
    }
}
