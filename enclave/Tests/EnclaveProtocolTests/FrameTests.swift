import EnclaveProtocol
import Testing

@Suite("Frames")
struct FrameTests {
    private let frame = Frame(
        kind: .request, isAuthorized: true, operation: 19, requestID: 0x0102_0304_0506_0708, body: [0xaa, 0xbb])

    @Test func hasThePublishedLayout() {
        #expect(Hex.encode(frame.encoded) == "0000000e" + "02" + "01" + "0013" + "0102030405060708" + "aabb")
        #expect(frame.encoded.count == FrameLimits.header + 2)
    }

    @Test func readsWhatItWrites() throws {
        for kind in FrameKind.allCases {
            let frame = Frame(kind: kind, operation: .max, requestID: .max, body: Array(repeating: 7, count: 300))
            #expect(try Frame(decoding: frame.encoded) == frame)
        }
    }

    @Test func refusesEveryTruncation() {
        for length in frame.encoded.indices {
            #expect(throws: WireError.truncated) { try Frame(decoding: Array(frame.encoded[..<length])) }
        }
    }

    @Test func refusesALengthShorterThanItsOwnHeader() {
        for length in 0..<UInt8(FrameLimits.header - 4) {
            #expect(throws: WireError.invalidValue(field: "frame length")) { try header(length: [0, 0, 0, length]) }
        }
    }

    @Test func refusesABodyOverTheLimitBeforeReadingIt() throws {
        let limit = FrameLimits.maximumBody
        var writer = WireWriter()
        FrameHeader(bodyLength: limit, kind: .request, requestID: 1).encode(to: &writer)
        #expect(try header(length: Array(writer.bytes.prefix(4))).bodyLength == limit)
        #expect(throws: WireError.tooLong(length: limit + 1, limit: limit)) {
            try header(length: [0, 0x10, 0, 0x0d])
        }
        #expect(throws: WireError.self) { try header(length: [0xff, 0xff, 0xff, 0xff]) }
    }

    @Test func refusesUnknownKindsAndFlags() {
        var bytes = frame.encoded
        for kind in UInt8.min...UInt8.max where FrameKind(rawValue: kind) == nil {
            bytes[4] = kind
            #expect(throws: WireError.invalidValue(field: "frame kind")) { try Frame(decoding: bytes) }
        }
        bytes = frame.encoded
        for flags in 2...UInt8.max {
            bytes[5] = flags
            #expect(throws: WireError.invalidValue(field: "boolean")) { try Frame(decoding: bytes) }
        }
    }

    private func header(length: [UInt8]) throws -> FrameHeader {
        var reader = WireReader(length + [2, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 1])
        return try FrameHeader(from: &reader)
    }
}
