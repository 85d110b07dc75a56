import Crypto
import Journal
import JournalFixtures
import Testing

@Suite struct AuditVerifierTests {
    /// An export of 60 entries over archives and segments, with checkpoints, as one file.
    private func export(_ signer: CheckpointSigner = Fixture.signer()) throws -> [UInt8] {
        var fixture = Fixture(MemoryStorage())
        fixture.configuration.checkpointEntries = 10
        try fixture.create()
        let journal = try fixture.open()
        journal.signCheckpoints(with: signer)
        for number in 0..<50 {
            _ = try journal.append(Fixture.entry("k\(number) \"\\\n\u{7f}ü"), [Mutation(Fixture.slot(1), [1])])
            if number == 30 { try journal.compact() }
        }
        journal.shutdown()
        let header = try journal.exportAudit(from: 1, limit: 1).header
        return ([header] + (try journal.exportAll())).flatMap { $0 + [UInt8(ascii: "\n")] }
    }

    private func verify(_ bytes: [UInt8], piece: Int = .max) -> AuditReport {
        var verifier = AuditVerifier()
        var rest = bytes[...]
        while !rest.isEmpty {
            verifier.consume(rest.prefix(piece))
            rest = rest.dropFirst(piece)
        }
        return verifier.finish()
    }

    @Test(arguments: [1, 7, Int.max])
    func aWholeExportHolds(piece: Int) throws {
        let signer = Fixture.signer()
        let report = verify(try export(signer), piece: piece)
        #expect(report.ok, "\(String(describing: report.firstBad))")
        #expect(report.entries == 56 && report.first == 1 && report.last == 56)
        #expect(report.checkpoints == 6 && report.signers == [signer.publicKey] && !report.development)
    }

    @Test func anEd25519CheckpointHolds() throws {
        let key = Curve25519.Signing.PrivateKey()
        let signer = CheckpointSigner(
            algorithm: .ed25519, publicKey: Array(key.publicKey.rawRepresentation), development: true
        ) { Array(try key.signature(for: $0)) }
        let report = verify(try export(signer))
        #expect(report.ok && report.checkpoints == 6 && report.development)
    }

    /// The chain is not keyed: what a flip in the last, unsigned entries changes is found by the checkpoints before only
    /// when the line stops being an entry. So the export ends with its checkpoint, and every flip before it is found.
    @Test func everyFlippedByteIsFound() throws {
        let bytes = try export()
        let lastLine = try #require(bytes.dropLast().lastIndex(of: UInt8(ascii: "\n")))
        for position in stride(from: 0, to: lastLine, by: 5) {
            var altered = bytes
            altered[position] ^= 1
            let report = verify(altered)
            let line = bytes[..<position].count { $0 == UInt8(ascii: "\n") } + 1
            #expect(!report.ok, "byte \(position)")
            #expect((report.firstBad?.line ?? 0) >= line, "byte \(position)")
        }
    }

    @Test func aMissingDoubledOrMovedLineIsFound() throws {
        let lines = try export().split(separator: UInt8(ascii: "\n")).map(Array.init)
        func join(_ lines: [[UInt8]]) -> [UInt8] { lines.flatMap { $0 + [UInt8(ascii: "\n")] } }
        #expect(verify(join(lines)).ok)
        #expect(verify(join(Array(lines[..<5] + lines[6...]))).firstBad?.number == 5)
        #expect(verify(join(Array(lines[...5] + lines[5...]))).firstBad?.number == 6)
        #expect(!verify(join(Array(lines.dropFirst()))).ok)
        #expect(!verify([]).ok)
        #expect(!verify(join([lines[0], Array("{}".utf8)])).ok)
    }

    @Test func pagesAndArchivesJoin() throws {
        let fixture = Fixture(MemoryStorage())
        try fixture.create()
        let journal = try fixture.open()
        for _ in 0..<20 { _ = try journal.append(Fixture.entry()) }
        try journal.flush()
        var bytes: [UInt8] = []
        var next: UInt64? = 3
        while let first = next {
            let page = try journal.exportAudit(from: first, limit: 4)
            bytes += ([page.header] + page.lines).flatMap { $0 + [UInt8(ascii: "\n")] }
            next = page.lines.isEmpty ? nil : page.next
        }
        let report = verify(bytes)
        #expect(report.ok && report.first == 3 && report.last == 20)
    }

    @Test func aNewerExportIsRefusedByName() throws {
        let text = String(decoding: try export(), as: UTF8.self)
        let report = verify(Array(text.replacing("\"version\":1", with: "\"version\":2", maxReplacements: 1).utf8))
        #expect(report.firstBad?.reason.contains("version 2") == true)
    }

    @Test func hostileLinesNeverCrash() {
        let pieces = [
            "{\"number\":", "{\"number\":1,\"time\":\"", "{\"number\":18446744073709551616}", "[[[[[[[[[[",
            "{\"a\":{\"a\":{\"a\":{\"a\":1}}}}",
            "{\"format\":\"casemate-audit\",\"version\":1}", "\u{0}",
            "{\"number\":1,\"time\":\"2026-13-99T99:99:99.999Z\"}",
        ]
        for piece in pieces { #expect(!verify(Array(piece.utf8)).ok) }
        #expect(!verify([UInt8](repeating: 0x41, count: 1 << 20)).ok)
        #expect(!verify([UInt8](repeating: UInt8(ascii: "["), count: 60_000)).ok)
    }
}
