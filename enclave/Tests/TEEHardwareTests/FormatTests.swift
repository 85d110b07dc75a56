import TEEPlatform
import Testing

@testable import TEEHardware

/// What the hardware platforms read of evidence and certificate tables, on bytes of every length.
@Suite struct FormatTests {
    @Test func fieldsOfAQuoteStandWhereItsVersionHasThem() throws {
        let enclave = try #require(EvidenceFields(quote: quote(version: 3, tee: 9, count: 432), of: .enclave))
        #expect(enclave.measurement.first == UInt8(112) && enclave.reportData.first == UInt8(truncatingIfNeeded: 368))
        let four = try #require(EvidenceFields(quote: quote(version: 4, tee: 0x81, count: 632), of: .trustDomain))
        #expect(four.measurement.first == 184 && four.reportData.first == UInt8(truncatingIfNeeded: 568))
        let five = try #require(EvidenceFields(quote: quote(version: 5, tee: 0x81, count: 638), of: .trustDomain))
        #expect(five.measurement.first == 190 && five.reportData.first == UInt8(truncatingIfNeeded: 574))
    }

    @Test func aQuoteOfAnotherKindOrLengthIsNone() {
        #expect(EvidenceFields(quote: quote(version: 2, tee: 0, count: 700), of: .enclave) == nil)
        #expect(EvidenceFields(quote: quote(version: 6, tee: 0, count: 700), of: .enclave) == nil)
        #expect(EvidenceFields(quote: quote(version: 3, tee: 0x81, count: 700), of: .trustDomain) == nil)
        #expect(EvidenceFields(quote: quote(version: 4, tee: 0, count: 700), of: .trustDomain) == nil)
        #expect(EvidenceFields(quote: quote(version: 4, tee: 0x81, count: 700), of: .enclave) == nil)
        for count in 0..<632 {
            #expect(EvidenceFields(quote: quote(version: 4, tee: 0x81, count: count), of: .trustDomain) == nil)
        }
        for count in 0..<0x4A0 {
            #expect(EvidenceFields(report: [UInt8](repeating: 1, count: count)) == nil)
        }
    }

    @Test func aTableGivesItsCertificatesAndNothingElse() {
        let vcek: [UInt8] = [0x30, 1, 2], crl: [UInt8] = [0x30, 9], ask: [UInt8] = [0x30, 3]
        let table = certificateTable([(Self.vcek, vcek), (Self.crl, crl), (Self.ask, ask)])
        #expect(CertificateTable(table).certificates == [vcek, ask])
        #expect(CertificateTable([]).certificates == [])
        #expect(CertificateTable([UInt8](repeating: 0, count: 0x4000)).certificates == [])
    }

    @Test func aMalformedTableGivesWhatIsWhole() {
        let table = certificateTable([(Self.vcek, [0x30, 1, 2]), (Self.ask, [0x30, 3])])
        for count in 0..<table.count {
            let found = CertificateTable(Array(table.prefix(count))).certificates
            #expect(found.allSatisfy { $0 == [0x30, 1, 2] || $0 == [0x30, 3] })
        }
        for offset in 16..<24 {
            var altered = table
            altered[offset] = 0xFF
            _ = CertificateTable(altered).certificates
        }
        let tooMany = certificateTable(Array(repeating: (Self.ask, [0x30]), count: 40))
        #expect(CertificateTable(tooMany).certificates.count == 16)
        let tooLong = certificateTable([(Self.ask, [UInt8](repeating: 1, count: (8 << 10) + 1))])
        #expect(CertificateTable(tooLong).certificates == [])
    }

    /// Each byte its own offset, but for version and TEE type.
    private func quote(version: UInt8, tee: UInt8, count: Int) -> [UInt8] {
        var bytes = (0..<count).map { UInt8(truncatingIfNeeded: $0) }
        for (offset, value) in [version, 0, 2, 0, tee, 0, 0, 0].enumerated() where offset < count {
            bytes[offset] = value
        }
        return bytes
    }

    private func certificateTable(_ entries: [(guid: [UInt8], bytes: [UInt8])]) -> [UInt8] {
        var head: [UInt8] = [], body: [UInt8] = []
        let start = (entries.count + 1) * 24
        for (guid, bytes) in entries {
            head += guid + number(start + body.count) + number(bytes.count)
            body += bytes
        }
        return head + [UInt8](repeating: 0, count: 24) + body
    }

    private func number(_ value: Int) -> [UInt8] { (0..<4).map { UInt8(truncatingIfNeeded: value >> (8 * $0)) } }

    private static let vcek: [UInt8] = [
        0x8D, 0x75, 0xDA, 0x63, 0x64, 0xE6, 0x64, 0x45, 0xAD, 0xC5, 0xF4, 0xB9, 0x3B, 0xE8, 0xAC, 0xCD,
    ]
    private static let ask: [UInt8] = [
        0x79, 0xB3, 0xB7, 0x4A, 0xAC, 0xBB, 0xE4, 0x4F, 0xA0, 0x2F, 0x05, 0xAE, 0xF3, 0x27, 0xC7, 0x82,
    ]
    private static let crl: [UInt8] = [
        0x11, 0x58, 0xF8, 0x92, 0x37, 0x3D, 0xFF, 0x4D, 0x97, 0x99, 0xD1, 0x9F, 0x88, 0xDC, 0x67, 0xEA,
    ]
}
