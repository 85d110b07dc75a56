import Crypto
import EnclaveProtocol
import JournalFixtures
import Testing

@testable import Journal

@Suite struct FormatTests {
    @Test(arguments: [
        (Int64(0), "1970-01-01T00:00:00.000Z"), (1_763_734_815_123, "2025-11-21T14:20:15.123Z"),
        (951_782_400_000, "2000-02-29T00:00:00.000Z"), (-1, "1969-12-31T23:59:59.999Z"),
        (4_102_444_799_999, "2099-12-31T23:59:59.999Z"), (253_402_300_799_999, "9999-12-31T23:59:59.999Z"),
    ])
    func timesAreWrittenAndRead(time: Int64, text: String) {
        var out: [UInt8] = []
        AuditTime.write(time, to: &out)
        #expect(String(decoding: out, as: UTF8.self) == text)
        #expect(AuditTime.parse(text.utf8) == time)
    }

    @Test(arguments: ["2025-02-29T00:00:00.000Z", "2025-11-21T24:00:00.000Z", "2025-11-21 14:20:15.123Z", "", "2025"])
    func otherTimesAreRefused(text: String) { #expect(AuditTime.parse(text.utf8) == nil) }

    @Test func anEntryReadsBackAsWritten() throws {
        var entry = AuditEntry(
            time: 1_763_734_815_123, operation: "certificate.issue", identity: "mesh\"\\", tenant: "default",
            key: "00ff",
            name: "läufer\u{1}", outcome: "policy-refused", count: 12, detail: "line\nbreak", segment: 7)
        entry.certificate = AuditCertificate(
            serial: "0a", subject: "CN=a\\,b", names: ["dns:a.example", "uri:spiffe://x/y"], notBefore: 0, notAfter: 1,
            requester: nil, fingerprint: "aa", issuer: "root")
        entry.checkpoint = AuditCheckpoint(
            chain: Hash256.of([1]), signature: [1, 2], algorithm: .p256, publicKey: [4, 5, 6, 7], development: true)
        var line: [UInt8] = []
        AuditLine.writePrefix(9, entry, to: &line)
        AuditLine.writeSuffix(Hash256.of([]), to: &line)
        #expect(!line.contains { $0 < 0x20 })
        #expect(AuditLine(line) == AuditLine(number: 9, entry: entry, payload: Hash256.of([])))
        #expect(AuditLine.time(9, line) == entry.time && AuditLine.time(8, line) == nil)
    }

    @Test func cutLinesAreNoEntries() {
        var line: [UInt8] = []
        AuditLine.writePrefix(1, Fixture.entry(), to: &line)
        AuditLine.writeSuffix(.zero, to: &line)
        for count in line.indices { #expect(AuditLine(Array(line.prefix(count))) == nil) }
    }

    @Test func theHeaderReadsBackAndIsBound() throws {
        let storage = MemoryStorage()
        let recipients = (0..<5).map {
            StateHeader.Recipient(kind: "share", id: [UInt8($0)], blob: [UInt8](repeating: 1, count: 300))
        }
        let header = StateHeader(identity: Fixture.identity, created: 5, recipients: recipients)
        try header.write(in: storage, domainKey: Fixture.domainKey)
        let read = try StateHeader.read(in: storage)
        #expect(read == header)
        try read.authenticate(domainKey: Fixture.domainKey)
        #expect(throws: JournalError.self) { try read.authenticate(domainKey: SymmetricKey(size: .bits256)) }
        let bytes = try #require(storage.files["header"])
        for count in bytes.indices {
            #expect(throws: JournalError.self) { try StateHeader(Array(bytes.prefix(count))) }
        }
    }

    @Test func mutationListsReadBackAndRefuseOtherLengths() throws {
        let list = [Mutation(Fixture.slot(1), [1, 2]), Mutation(Fixture.slot(2), nil), Mutation(Fixture.slot(3), [])]
        let bytes = try MutationList.encode(list)
        #expect(MutationList.value(bytes, at: 0, of: Fixture.slot(1)) == [1, 2])
        #expect(MutationList.value(bytes, at: 0, of: Fixture.slot(2)) == nil)
        #expect(MutationList.value(bytes, at: 2, of: Fixture.slot(3)) == [])
        for count in 1..<bytes.count { #expect(!MutationList.walk(Array(bytes.prefix(count))) { _, _, _ in }) }
        #expect(!MutationList.walk(bytes + [0]) { _, _, _ in })
    }

    @Test func theIndexAgreesWithADictionary() throws {
        var generator = SplitMix(state: 3)
        let index = try SlotIndex(capacity: 4)
        var model: [RecordSlot: SlotLocation] = [:]
        for step in 0..<20_000 {
            let slot = Fixture.slot(UInt64.random(in: 0..<600, using: &generator))
            if Int.random(in: 0..<3, using: &generator) == 0 {
                index.remove(slot)
                model[slot] = nil
            } else {
                let location = SlotLocation(
                    file: FileID(.segment, 3), offset: UInt64(step), length: 9, index: 1, mutation: 2)
                try index.insert(slot, location)
                model[slot] = location
            }
        }
        #expect(index.count == model.count)
        for number in UInt64(0)..<600 { #expect(index[Fixture.slot(number)] == model[Fixture.slot(number)]) }
        let walked = try index.copy()
        #expect(walked.positions.compactMap { walked.entry($0)?.slot }.count == model.count)
    }

    @Test func namesAreReadStrictly() {
        #expect(FileName.number("journal-000012", .segment) == 12)
        #expect(FileName.number("journal-1234567", .segment) == 1_234_567)
        for name in [
            "journal-12", "journal-000000", "journal-0000012", "journal--00012", "snapshot-000012",
            "journal-99999999999",
        ] {
            #expect(FileName.number(name, .segment) == nil, "\(name)")
        }
        #expect(FileName.isTemporary("fence.tmp") && !FileName.isTemporary("notes.tmp"))
    }
}
