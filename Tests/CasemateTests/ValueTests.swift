import EnclaveProtocol
import Foundation
import Testing

@testable import CasemateCommands

@Suite("Values")
struct ValueTests {
    @Test(
        arguments: [("90s", 90), ("15m", 900), ("24h", 86_400), ("3650d", 315_360_000), ("1s", 1)] as [(String, Int64)])
    func durations(_ text: String, _ seconds: Int64) {
        #expect(TimeSpan(argument: text)?.seconds == seconds)
    }

    @Test(arguments: [
        "", "s", "0s", "-1s", "+1s", "1", "1y", "1.5h", " 1h", "1h ", "1H", "99999999999999999999s",
        "9223372036854775807d",
    ])
    func notDurations(_ text: String) {
        #expect(TimeSpan(argument: text) == nil)
    }

    @Test(
        arguments: [(86_400, "1d"), (90, "90s"), (900, "15m"), (0, "0s"), (315_360_000, "3650d")] as [(Int64, String)])
    func durationsAreWrittenInTheLongestUnit(_ seconds: Int64, _ text: String) {
        #expect(TimeSpan.text(seconds) == text)
    }

    @Test func timesAreRFC3339InUTC() {
        #expect(RFC3339.text(0) == "1970-01-01T00:00:00Z")
        #expect(RFC3339.text(1_795_271_384) == "2026-11-21T14:29:44Z")
        #expect(RFC3339.text(4_102_444_800) == "2100-01-01T00:00:00Z")
        #expect(Timestamp.json(0) == .null)
    }

    @Test func serialsMayHaveColonsAndOddLengths() {
        #expect(HexBytes(argument: "0A:ff")?.bytes == [10, 255])
        #expect(HexBytes(argument: "abc")?.bytes == [0x0a, 0xbc])
        #expect(HexBytes(argument: "") == nil)
        #expect(HexBytes(argument: "zz") == nil)
    }

    @Test func keysAreNamedOrIdentified() {
        #expect(KeyReference(argument: "gateway")?.selector == .name("gateway"))
        let id = "00112233445566778899aabbccddeeff"
        #expect(KeyReference(argument: id)?.selector == Identifier(hex: id).map(KeySelector.id))
        #expect(KeyReference(argument: "no spaces") == nil)
    }

    @Test func jsonKeepsItsOrderAndEscapes() throws {
        let value: JSONValue = [
            "z": "a\"b\\c\n\u{1}\u{2028}é", "a": [1, true, nil, .number(1.5)], "nothing": .number(.nan),
        ]
        #expect(value.text == #"{"z":"a\"b\\c\n\u0001\u2028é","a":[1,true,null,1.5],"nothing":null}"#)
        let read = try #require(try JSONSerialization.jsonObject(with: Data(value.text.utf8)) as? [String: Any])
        #expect(read["z"] as? String == "a\"b\\c\n\u{1}\u{2028}é")
    }

    @Test func jsonReadsWhatItWrites() throws {
        let value: JSONValue = ["a": [1, "x", false, nil, .number(0.25)], "b": ["c": [:]]]
        #expect(try JSONValue(parsing: value.text.utf8, from: "test") == value)
        #expect(throws: CommandError.self) { try JSONValue(parsing: "{".utf8, from: "test") }
    }

    @Test func tablesLineUp() {
        var table = Table("A", "LONG")
        table.add("xyz", "1")
        table.add("", "2")
        #expect(table.text == "A    LONG\nxyz  1\n     2")
    }

    @Test func openSSLOutputIsRead() {
        let output = """
            Forked child 0
                                          sign    verify    sign/s verify/s
             256 bits ecdsa (nistp256)   0.0000s   0.0000s 105432.1  40211.5
            """
        let rates = OpenSSLSpeed.rates(in: output, marker: "ecdsa (nistp256)")
        #expect(rates == OpenSSLSpeed.Rates(sign: 105_432.1, verify: 40_211.5))
        #expect(OpenSSLSpeed.rates(in: "nothing", marker: "ecdsa (nistp256)") == nil)
    }

    @Test func percentilesAreWithinTwoPercent() {
        var histogram = LatencyHistogram()
        for value in 1...100_000 as ClosedRange<UInt64> { histogram.add(nanoseconds: value * 1000) }
        for share in [0.01, 0.5, 0.99] {
            let exact = share * 100_000
            #expect(abs(histogram.microseconds(atShare: share) - exact) <= exact * 0.02)
        }
        #expect(LatencyHistogram().microseconds(atShare: 0.5) == 0)
        histogram.add(nanoseconds: .max)
        #expect(histogram.total == 100_001)
    }

    @Test func kernelsAreCompared() throws {
        #expect(try #require(KernelVersion("6.5.0-1-amd64")) > KernelVersion(major: 5, minor: 14))
        #expect(KernelVersion("unknown") == nil)
    }
}
