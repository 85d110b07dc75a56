import FoundationEssentials
import Logging
import Testing

@testable import ServiceKit

@Suite("Log lines")
struct LogFormatTests {
    private let time = Date(timeIntervalSince1970: 1_781_524_800)

    @Test("Text: one line, whatever a caller sends")
    func writesText() {
        let line = LogFormat.text.line(time, .info, "listening\nfake", ["b": "two words", "a": "1", "c": "x\"\n"])
        #expect(line == "2026-06-15T12:00:00Z info listening\\nfake a=1 b=\"two words\" c=\"x\\\"\\n\"\n")
    }

    @Test("JSON: one object a line, the message cannot be replaced by metadata")
    func writesJSON() {
        let line = LogFormat.json.line(time, .warning, "a \"b\"\n", ["k": "/v\u{0}", "message": "other"])
        #expect(
            line
                == "{\"k\":\"/v\\u0000\",\"level\":\"warning\",\"message\":\"a \\\"b\\\"\\n\",\"time\":\"2026-06-15T12:00:00Z\"}\n"
        )
    }
}
