import Foundation
import TTLV
import Testing

/// The examples of the standard (KMIP 1.4 §9.1.2, the same in 2.0 §9.1.2), and what must not be read.
@Suite struct TTLVTests {
    private static let tag = TTLVTag(rawValue: 0x420020)
    private static let enumeration254 = TTLVItem(TTLVTag(rawValue: 0x420004), .enumeration(254))
    private static let integer255 = TTLVItem(TTLVTag(rawValue: 0x420005), .integer(255))

    static let examples: [(String, TTLVItem.Value)] = [
        ("42002002 00000004 0000000800000000", .integer(8)),
        ("42002003 00000008 01B69B4BA5749200", .longInteger(123_456_789_000_000_000)),
        (
            "42002004 00000010 0000000003FD35EB6BC2DF4618080000",
            .bigInteger(SecretBytes(hex("0000000003FD35EB6BC2DF4618080000")))
        ),
        ("42002005 00000004 000000FF00000000", .enumeration(255)),
        ("42002006 00000008 0000000000000001", .boolean(true)),
        ("42002007 0000000B 48656C6C6F20576F726C640000000000", .textString("Hello World")),
        ("42002008 00000003 0102030000000000", .byteString(SecretBytes([1, 2, 3]))),
        ("42002009 00000008 0000000047DA67F8", .dateTime(1_205_495_800)),
        ("4200200A 00000004 000D2F0000000000", .interval(10 * 86_400)),
        (
            "42002001 00000020 42000405 00000004 000000FE00000000 42000502 00000004 000000FF00000000",
            .structure([enumeration254, integer255])
        ),
    ]

    @Test(arguments: examples.indices) func theStandardsExamples(index: Int) throws {
        let (text, value) = Self.examples[index]
        let item = TTLVItem(Self.tag, value)
        #expect(try TTLVItem(decoding: SecretBytes(hex(text))) == item)
        #expect(item.encoded == hex(text))
    }

    @Test func theirFieldsAreRead() throws {
        let item = try TTLVItem(decoding: SecretBytes(hex(Self.examples[9].0)))
        #expect(item[TTLVTag(rawValue: 0x420004)]?.enumeration == 254)
        #expect(item[TTLVTag(rawValue: 0x420005)]?.integer == 255)
        #expect(item[TTLVTag(rawValue: 0x420006)] == nil)
        #expect(item.children.first?.integer == nil)
    }

    @Test func noExampleIsReadWhenItIsCutOff() {
        for (text, _) in Self.examples {
            let whole = hex(text)
            for length in whole.indices {
                #expect(throws: TTLVError.self) { try TTLVItem(decoding: SecretBytes(Array(whole[..<length]))) }
            }
        }
    }

    @Test(arguments: [
        // Beyond the message; a length that the type cannot have; longer than the structure it is in.
        ("42002008 7FFFFFFF 0102030000000000", TTLVError.truncated(offset: 0)),
        ("42002008 FFFFFFFF 0102030000000000", .truncated(offset: 0)),
        ("42002002 00000008 0000000800000000", .wrongLength(offset: 0)),
        ("42002006 00000004 0000000100000000", .wrongLength(offset: 0)),
        ("42002004 00000004 0000000100000000", .wrongLength(offset: 0)),
        ("42002001 00000004 0000000100000000", .wrongLength(offset: 0)),
        ("42002001 00000010 42000408 00000010 0102030405060708", .truncated(offset: 8)),
        ("42002001 00000008 4200040800000001", .truncated(offset: 8)),
        // Values and headers that mean nothing.
        ("42002002 00000004 0000000800000001", .invalidValue(offset: 0)),
        ("42002006 00000008 0000000000000002", .invalidValue(offset: 0)),
        ("42002007 00000002 C328000000000000", .invalidValue(offset: 0)),
        ("42002000 00000004 0000000800000000", .unknownType(0, offset: 0)),
        ("4200200C 00000004 0000000800000000", .unknownType(12, offset: 0)),
        ("15030300 02022800 0000000800000000", .unknownTag(offset: 0)),
        ("42002002 00000004 0000000800000000 00", .trailing(offset: 16)),
    ])
    func lies(text: String, error: TTLVError) {
        #expect(throws: error) { try TTLVItem(decoding: SecretBytes(hex(text))) }
    }

    @Test func depthItemsAndLengthHaveLimits() {
        var item = TTLVItem(Self.tag, .structure([]))
        for _ in 0..<15 { item = TTLVItem(Self.tag, .structure([item])) }
        #expect(throws: Never.self) { try TTLVItem(decoding: SecretBytes(item.encoded)) }
        item = TTLVItem(Self.tag, .structure([item]))
        #expect(throws: TTLVError.tooDeep(offset: 128)) { try TTLVItem(decoding: SecretBytes(item.encoded)) }

        let children = (0..<16_384).map { _ in TTLVItem(Self.tag, .structure([])) }
        let wide = TTLVItem(Self.tag, .structure(children)).encoded
        #expect(throws: TTLVError.tooManyItems(offset: 131_072)) { try TTLVItem(decoding: SecretBytes(wide)) }

        var limits = TTLVLimits()
        limits.messageLength = 15
        #expect(throws: TTLVError.tooLong(16)) {
            try TTLVItem(decoding: SecretBytes(hex("42002002000000040000000800000000")), limits: limits)
        }
    }

    /// Altered messages are refused, or read as exactly what they say: written again they are the same bytes.
    @Test func whatIsReadHasOneForm() {
        var generator = SplitMix(state: 0x4B4D_4950)
        var read = 0
        for round in 0..<40_000 {
            var bytes = GetVector.answer
            for _ in 0...(round % 3) {
                bytes[Int.random(in: bytes.indices, using: &generator)] = UInt8.random(in: 0...255, using: &generator)
            }
            if round % 5 == 0 { bytes.removeSubrange(Int.random(in: bytes.indices, using: &generator)...) }
            guard let item = try? TTLVItem(decoding: SecretBytes(bytes)) else { continue }
            read += 1
            if item.encoded != bytes { Issue.record("round \(round) is read as something else") }
        }
        #expect(read > 1000)
    }

    /// What `dev/fuzz` found once, and its seeds.
    @Test func theFuzzersInputsAreReadOrRefused() throws {
        let root = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../../fuzz").standardized
        let files = try ["corpus/ttlv", "regressions/ttlv"].map { root.appending(path: $0) }
            .filter { FileManager.default.fileExists(atPath: $0.path) }
            .flatMap { try FileManager.default.contentsOfDirectory(at: $0, includingPropertiesForKeys: nil) }
        #expect(!files.isEmpty)
        for file in files {
            let bytes = Array(try Data(contentsOf: file))
            guard let item = try? TTLVItem(decoding: SecretBytes(bytes)) else { continue }
            #expect(item.encoded == bytes, "\(file.lastPathComponent)")
        }
    }
}

/// Numbers that are the same in each run.
struct SplitMix: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }
}

/// The bytes of hexadecimal text; spaces are left out.
func hex(_ text: String) -> [UInt8] {
    let digits = text.compactMap(\.hexDigitValue)
    return stride(from: 0, to: digits.count - 1, by: 2).map { UInt8(digits[$0] << 4 | digits[$0 + 1]) }
}
