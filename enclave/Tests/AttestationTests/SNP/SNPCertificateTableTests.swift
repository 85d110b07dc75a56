import Testing
import X509Core

@testable import Attestation

@Suite("SEV-SNP certificate table")
struct SNPCertificateTableTests {
    /// Written by hand from the GHCB specification's layout.
    static func table(_ entries: [(SNPCertificateTable.Kind, [UInt8])]) -> [UInt8] {
        var header: [UInt8] = []
        var data: [UInt8] = []
        let start = 24 * (entries.count + 1)
        for (kind, content) in entries {
            header += kind.bytes
            for value in [start + data.count, content.count] {
                header += (0..<4).map { UInt8(truncatingIfNeeded: value >> (8 * $0)) }
            }
            data += content
        }
        return header + [UInt8](repeating: 0, count: 24) + data
    }

    @Test("a report with the table behind it needs no other certificate")
    func extendedReport() throws {
        let subject = try SNPCase(.genoa)
        let certificates = try subject.certificates()
        let table = Self.table([
            (.ark, certificates[3].der), (.ask, certificates[1].der), (.platformInfo, [1, 2, 3]),
            (.vcek, certificates[0].der),
        ])
        let verifier = SNPVerifier(anchors: subject.authority.anchors)
        let appraisal = try verifier.verify(subject.evidence() + table, certificates: [], at: subject.time)
        #expect(appraisal == (try subject.appraisal()))
        // What a host puts there makes no root trusted.
        #expect(throws: AppraisalError.self) {
            try SNPVerifier().verify(subject.evidence() + table, certificates: [], at: subject.time)
        }
    }

    @Test("a revocation list in the table counts")
    func revocationList() throws {
        let subject = try SNPCase(.genoa)
        let table = Self.table([(.revocationList, try subject.authority.revocationList(of: [2]).der)])
        let error = #expect(throws: AppraisalError.self) {
            try SNPVerifier(anchors: subject.authority.anchors).verify(
                subject.evidence() + table, certificates: subject.certificates(), at: subject.time)
        }
        #expect(error?.code == .revokedCertificate)
    }

    @Test("a GUID has its first three groups little endian")
    func identifiers() {
        let vcek: [UInt8] = [
            0x8d, 0x75, 0xda, 0x63, 0x64, 0xe6, 0x64, 0x45, 0xad, 0xc5, 0xf4, 0xb9, 0x3b, 0xe8, 0xac, 0xcd,
        ]
        #expect(SNPCertificateTable.Kind.vcek.bytes == vcek)
    }

    @Test("offsets and lengths outside the table, and a table without an end, are refused")
    func malformed() throws {
        let table = Self.table([(.vcek, [1, 2, 3, 4])])
        #expect(try SNPCertificateTable(table).entries.map(\.data) == [[1, 2, 3, 4]])
        #expect(try SNPCertificateTable([]).entries.isEmpty)
        #expect(try SNPCertificateTable([UInt8](repeating: 0, count: 100)).entries.isEmpty)
        for (offset, value) in [(16, UInt8(0xff)), (17, 1), (19, 0xff), (20, 5), (23, 0xff)] {
            var bytes = table
            bytes[offset] = value
            #expect(throws: AppraisalError.self, "offset \(offset)") { try SNPCertificateTable(bytes) }
        }
        for length in 1..<table.count {
            #expect(throws: AppraisalError.self) { try SNPCertificateTable(Array(table[..<length])) }
        }
        let endless = (0..<40).flatMap { _ in SNPCertificateTable.Kind.ask.bytes + [UInt8](repeating: 0, count: 8) }
        #expect(throws: AppraisalError.self) { try SNPCertificateTable(endless) }
    }
}
