import EnclaveProtocol
import Testing

@Suite("Wire reader")
struct WireReaderTests {
    @Test func integersAreBigEndian() throws {
        var reader = WireReader([0x01, 0x02, 0x03, 0x04, 0x05, 0x06, 0x07])
        #expect(try reader.uint8() == 1)
        #expect(try reader.uint16() == 0x0203)
        #expect(try reader.uint32() == 0x0405_0607)
        #expect(throws: WireError.truncated) { try reader.uint8() }
        var negative = WireReader(Array(repeating: 0xff, count: 8))
        #expect(try negative.int64() == -1)
    }

    @Test func aLengthBeyondTheInputAllocatesNothing() {
        var reader = WireReader([0x7f, 0xff, 0xff, 0xff])
        #expect(throws: WireError.tooLong(length: 0x7fff_ffff, limit: FrameLimits.maximumBody)) {
            try reader.data()
        }
        var short = WireReader([0, 0, 0, 9, 1])
        #expect(throws: WireError.truncated) { try short.data() }
        var list = WireReader([0x0f, 0xff, 0])
        #expect(throws: WireError.truncated) { try list.list(of: Identifier.self) }
    }

    @Test func limitsAreExact() throws {
        let text = String(repeating: "x", count: 10)
        #expect(try reader { $0.string(text) }.string(limit: 10) == text)
        #expect(throws: WireError.tooLong(length: 10, limit: 9)) { try reader { $0.string(text) }.string(limit: 9) }
        #expect(try reader { $0.data([1, 2, 3]) }.data(limit: 3) == [1, 2, 3])
        #expect(throws: WireError.tooLong(length: 3, limit: 2)) { try reader { $0.data([1, 2, 3]) }.data(limit: 2) }
        let numbers: [UInt64] = [1, 2, 3]
        #expect(try reader { $0.list(numbers) }.list(limit: 3) == numbers)
        #expect(throws: WireError.tooLong(length: 3, limit: 2)) {
            try reader { $0.list(numbers) }.list(of: UInt64.self, limit: 2)
        }
    }

    @Test func refusesTextThatIsNotUTF8() {
        for bytes in [[0xff], [0xc0, 0x80], [0xed, 0xa0, 0x80], [0xf4, 0x90, 0x80, 0x80], [0xe2, 0x82]] as [[UInt8]] {
            var reader = WireReader([0, UInt8(bytes.count)] + bytes)
            #expect(throws: WireError.invalidValue(field: "UTF-8 text")) { try reader.string() }
        }
    }

    @Test func refusesBooleansOtherThanZeroAndOne() {
        for value in 2...UInt8.max {
            var reader = WireReader([value])
            #expect(throws: WireError.invalidValue(field: "boolean")) { try reader.bool() }
        }
    }

    @Test func aNegativeOrHugeRunIsRefused() {
        var reader = WireReader([1, 2, 3])
        #expect(throws: WireError.truncated) { try reader.fixed(-1) }
        #expect(throws: WireError.truncated) { try reader.fixed(.max) }
        #expect(reader.remaining == 3)
    }

    @Test func startsWithinItsBytes() {
        #expect(WireReader([1, 2], from: 5).remaining == 0)
        #expect(WireReader([1, 2], from: -5).remaining == 2)
    }

    @Test func textTooLongForItsLengthIsCutAtACharacter() throws {
        var writer = WireWriter()
        writer.string(String(repeating: "水", count: 30_000))
        var reader = WireReader(writer.bytes)
        let text = try reader.string(limit: Int(UInt16.max))
        #expect(text == String(repeating: "水", count: 21_845))
        #expect(reader.remaining == 0)
    }

    @Test func pagesHoldOneToAThousand() {
        for limit in [0, 1001, .max] as [UInt16] {
            let bytes = PageQuery(after: "", limit: limit).encoded
            #expect(throws: WireError.invalidValue(field: "limit")) { try PageQuery(decoding: bytes) }
        }
    }

    private func reader(_ write: (inout WireWriter) -> Void) -> WireReaderBox {
        var writer = WireWriter()
        write(&writer)
        return WireReaderBox(reader: WireReader(writer.bytes))
    }
}

/// A reader used once, so that a test reads as one expression.
private struct WireReaderBox {
    let reader: WireReader

    func string(limit: Int) throws -> String {
        var reader = reader
        return try reader.string(limit: limit)
    }

    func data(limit: Int) throws -> [UInt8] {
        var reader = reader
        return try reader.data(limit: limit)
    }

    func list<Value: WireCodable>(of type: Value.Type = Value.self, limit: Int) throws -> [Value] {
        var reader = reader
        return try reader.list(limit: limit)
    }
}
