import EnclaveProtocol
import Testing

@testable import Attestation

@Suite("CBOR of evidence")
struct CBORReaderTests {
    /// RFC 8949 appendix A: what every reader of these types has to make of them.
    @Test(
        "published examples",
        arguments: [
            ("00", 0), ("01", 1), ("0a", 10), ("17", 23), ("1818", 24), ("1819", 25), ("1864", 100), ("1903e8", 1000),
            ("1a000f4240", 1_000_000), ("1b000000e8d4a51000", 1_000_000_000_000),
            ("1bffffffffffffffff", UInt64.max),
        ] as [(String, UInt64)])
    func numbers(_ hex: String, _ value: UInt64) throws {
        let bytes = try #require(Hex.decode(hex))
        var reader = CBORReader(bytes)
        #expect(try reader.unsigned() == value)
        try reader.finish()
        var writer = CBORWriter()
        writer.unsigned(value)
        #expect(writer.bytes == bytes)
    }

    @Test("published strings, arrays, maps and tags")
    func others() throws {
        var text = CBORReader(try #require(Hex.decode("6449455446")))
        #expect(try text.text() == "IETF")
        var bytes = CBORReader(try #require(Hex.decode("4401020304")))
        #expect(try bytes.byteString() == [1, 2, 3, 4])
        var tagged = CBORReader(try #require(Hex.decode("d818456449455446")))
        #expect(try tagged.tag() == 24)
        #expect(try tagged.byteString() == Array("dIETF".utf8))
        // {"a": 1, "b": [2, 3]}
        var map = CBORReader(try #require(Hex.decode("a26161016162820203")))
        #expect(try map.mapCount() == 2)
        #expect(try map.text() == "a")
        try map.skip()
        #expect(try map.text() == "b")
        #expect(try map.arrayCount() == 2)
    }

    @Test(
        "every prefix of an item is cut short", arguments: ["1903e8", "6449455446", "4401020304", "a26161016162820203"])
    func truncations(_ hex: String) throws {
        let bytes = try #require(Hex.decode(hex))
        for length in 0..<bytes.count {
            #expect(throws: CBORReader.Fault.truncated, "\(hex) cut to \(length)") {
                var reader = CBORReader(Array(bytes[..<length]))
                try reader.skip()
            }
            #expect(throws: CBORReader.Fault.truncated) {
                var reader = CBORReader(Array(bytes[..<length]))
                switch bytes[0] >> 5 {
                case 0: _ = try reader.unsigned()
                case 2: _ = try reader.byteString()
                case 3: _ = try reader.text()
                default:
                    for _ in 0..<2 * (try reader.mapCount()) { try reader.skip() }
                }
            }
        }
    }

    /// The count of what follows is held against what is left behind it, not behind the head.
    @Test("a string one byte longer than what is left")
    func oneTooLong() {
        for bytes in [[0x58, 0x21] + [UInt8](repeating: 1, count: 32), [0x42, 1], [0x41]] as [[UInt8]] {
            #expect(throws: CBORReader.Fault.truncated) {
                var reader = CBORReader(bytes)
                _ = try reader.byteString()
            }
        }
    }

    @Test(
        "other forms are refused",
        arguments: [
            ("1817", CBORReader.Fault.notShortest), ("190017", .notShortest), ("1a0000ffff", .notShortest),
            ("1b00000000ffffffff", .notShortest), ("5f4101ff", .indefiniteLength), ("9fff", .indefiniteLength),
            ("f90000", .unexpectedType), ("fb3ff199999999999a", .unexpectedType), ("1c", .unexpectedType),
            ("f818", .unexpectedType), ("ff", .indefiniteLength), ("9bffffffffffffffff", .truncated),
            ("bb8000000000000000", .truncated),
        ])
    func refused(_ hex: String, _ fault: CBORReader.Fault) throws {
        let bytes = try #require(Hex.decode(hex))
        #expect(throws: fault) {
            var reader = CBORReader(bytes)
            try reader.skip()
        }
    }
}
