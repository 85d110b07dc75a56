import Testing

@testable import EnclaveProtocol

@Suite("JSON documents")
struct JSONDocumentTests {
    @Test("values know their bytes and their line")
    func places() throws {
        let text = "{\n  \"a\" : {\"b\":[1,\n2]},\n \"c\":\"x\\u00e9\\ud83d\\ude00\\n\"}\n"
        let root = try JSONDocument(text).root
        let inner = try root.member("a")
        #expect(String(decoding: inner.bytes, as: UTF8.self) == "{\"b\":[1,\n2]}")
        #expect(inner.line == 2)
        let elements = try inner.member("b").elements()
        #expect(try elements.map { try $0.integer() } == [1, 2])
        #expect(elements.map(\.line) == [2, 3])
        #expect(try root.member("c").string() == "x\u{e9}\u{1f600}\n")
        #expect(try root.members().map { try $0.name.string() } == ["a", "c"])
    }

    @Test(
        "integers are exact",
        arguments: [
            ("0", 0), ("-0", 0), ("9223372036854775807", Int64.max), ("-9223372036854775808", Int64.min), ("-17", -17),
        ])
    func integers(_ text: String, _ value: Int64) throws {
        #expect(try JSONDocument(text).root.integer() == value)
    }

    @Test(
        "what is not strict JSON is refused",
        arguments: [
            "", " ", "{", "[", "[1,]", "{\"a\":1,}", "{\"a\"}", "{a:1}", "{\"a\":1 \"b\":2}", "[1 2]", "1 1", "tru",
            "nul", "True", "01", "-", "+1", "1.0", "1e3", ".5", "9223372036854775808", "-9223372036854775809", "\"",
            "\"\\\"", "\"\\x\"", "\"\\u12\"", "\"\\ud800\"", "\"\\ud800\\u0041\"", "\"\\udc00\"", "\"\u{1}\"",
            "\"\n\"", "\u{feff}{}", "{\"a\":1,\"a\":2}", "{\"a\":1,\"\\u0061\":2}", "[{\"b\":{\"a\":1,\"a\":1}}]",
            "{}\u{0}", "[//\n1]", "'a'",
        ])
    func refused(_ text: String) {
        #expect(throws: JSONError.self) { try JSONDocument(text) }
    }

    @Test("many members with one name twice are refused")
    func manyMembers() throws {
        let names = (0..<40).map { "\"n\($0)\":0" }
        #expect(throws: Never.self) { try JSONDocument("{" + names.joined(separator: ",") + "}") }
        #expect(throws: JSONError.self) { try JSONDocument("{" + (names + ["\"n7\":0"]).joined(separator: ",") + "}") }
    }

    @Test(
        "bytes that are not UTF-8 are refused",
        arguments: [[0x80], [0xC0, 0x80], [0xED, 0xA0, 0x80], [0xF4, 0x90, 0x80, 0x80], [0xC3]] as [[UInt8]])
    func encoding(_ content: [UInt8]) {
        #expect(throws: JSONError.self) { try JSONDocument([0x22] + content + [0x22]) }
    }

    @Test("depth, length and number of values are bounded")
    func bounds() throws {
        let nested = { (depth: Int) in String(repeating: "[", count: depth) + String(repeating: "]", count: depth) }
        #expect(throws: Never.self) { try JSONDocument(nested(32)) }
        #expect(throws: JSONError.self) { try JSONDocument(nested(33)) }
        #expect(throws: JSONError.self) { try JSONDocument(String(repeating: "[{\"a\":", count: 100_000)) }
        #expect(throws: JSONError.self) { try JSONDocument("[1,2]", limits: JSONLimits(bytes: 4)) }
        #expect(throws: JSONError.self) { try JSONDocument("[1,2]", limits: JSONLimits(nodes: 2)) }
    }

    @Test("an error names the line")
    func errors() throws {
        #expect(throws: JSONError(line: 3, "the member \"a\" is there twice")) {
            try JSONDocument("{\"a\":1,\n\n\"a\":2}")
        }
        let root = try JSONDocument("{\"a\":\n\"x\"}").root
        #expect(throws: JSONError(line: 2, "the value is a string, not a whole number")) {
            try root.member("a").integer()
        }
        #expect(throws: JSONError(line: 1, "the value has no member \"b\"")) { try root.member("b") }
    }

    @Test("every truncation of a document is refused")
    func truncations() throws {
        let bytes = Array("{\"a\":[1,true,null,\"x\\n\"],\"b\":{\"c\":false}}".utf8)
        #expect(throws: Never.self) { try JSONDocument(bytes) }
        for length in 0..<bytes.count {
            #expect(throws: JSONError.self) { try JSONDocument(Array(bytes[..<length])) }
        }
    }
}
