import Testing
import X509Core

@Suite struct DERTests {
    @Test(
        arguments: [
            [], [0x30], [0x30, 1], [0x30, 0x80, 0, 0], [0x30, 0x81, 5, 1, 2, 3, 4, 5], [0x30, 0x82, 0, 200],
            [0x1f, 0x81, 1, 0], [0x30, 0x85, 0, 0, 0, 0, 1, 0], [0x30, 0x84, 0xff, 0xff, 0xff, 0xff], [0x30, 0xff],
        ] as [[UInt8]])
    func badElementsAreRefused(_ bytes: [UInt8]) {
        var reader = DERReader(bytes)
        #expect(throws: X509Error.self) { try reader.next() }
    }

    @Test(arguments: [[2, 0], [2, 2, 0, 1], [2, 2, 0xff, 0x80]] as [[UInt8]])
    func badIntegersAreRefused(_ bytes: [UInt8]) {
        var reader = DERReader(bytes)
        #expect(throws: X509Error.self) { try reader.readInteger() }
    }

    @Test(arguments: [0, 1, 127, 128, 255, 256, 65_535, 65_536, 100_000])
    func lengthsRoundTrip(_ count: Int) throws {
        let content = [UInt8](repeating: 7, count: count)
        let nested = DERWriter.encode { writer in writer.constructed { $0.element(DERTag.octetString, content) } }
        var outer = DERReader(nested)
        var inner = try outer.enter()
        #expect(try inner.readOctetString() == content)
        try outer.finish()
    }

    @Test(arguments: [
        "2.5.29.15", "1.2.840.113549.1.1.11", "2.999.3", "0.9.2342.19200300.100.1.25", "1.3.6.1.4.1.54392.5.1283",
    ])
    func identifiersRoundTrip(_ text: String) throws {
        #expect(try #require(ObjectIdentifier(text)).description == text)
    }

    @Test(arguments: ["", "1", "3.1", "1.40", "1..2", "a.b", "1.2.-3"])
    func badIdentifiersAreRefused(_ text: String) {
        #expect(ObjectIdentifier(text) == nil)
    }

    @Test func base64AgreesWithEveryLength() throws {
        for count in 0..<200 {
            let content = (0..<count).map { UInt8(truncatingIfNeeded: $0 &* 37) }
            let blocks = try PEM.decodeAll(PEM.encode(content, label: "X"))
            #expect(blocks.map(\.content) == [content])
        }
    }

    @Test(arguments: [
        "-----BEGIN X-----\nAAAA\n", "-----BEGIN X-----\nAAAA\n-----END Y-----", "-----BEGIN X", "-----BEGIN X-----",
    ])
    func badPEMIsRefused(_ text: String) {
        #expect(throws: X509Error.self) { try PEM.decodeAll(Array(text.utf8)) }
    }

    @Test func keyUsageBits() throws {
        for bits in 1..<512 as Range<UInt16> {
            let usage = KeyUsage(rawValue: bits)
            #expect(try KeyUsage(der: usage.encoded) == usage)
        }
        #expect(KeyUsage.digitalSignature.encoded == [3, 2, 7, 0x80])
        #expect(KeyUsage.decipherOnly.encoded == [3, 3, 7, 0, 0x80])
        for bad in [[3, 2, 0, 0x80], [3, 1, 1], [3, 3, 0, 0x80, 0], [3, 2, 8, 0], [4, 2, 7, 0x80]] as [[UInt8]] {
            #expect(throws: X509Error.self) { try KeyUsage(der: bad) }
        }
    }
}
