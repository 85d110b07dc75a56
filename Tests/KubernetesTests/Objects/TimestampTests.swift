import Foundation
import Kubernetes
import Testing

@Suite("Times")
struct TimestampTests {
    @Test(arguments: [
        ("1970-01-01T00:00:00Z", 0), ("2026-11-21T18:00:00Z", 1_795_284_000), ("2024-02-29T23:59:59Z", 1_709_251_199),
        ("1969-12-31T23:59:59Z", -1), ("2000-03-01T00:00:00+01:30", 951_863_400),
        ("1999-12-31T23:59:59.999999-00:30", 946_686_599), ("0001-01-01T00:00:00Z", -62_135_596_800),
    ])
    func readsRFC3339(_ text: String, _ seconds: Int64) {
        #expect(Timestamp(text) == Timestamp(seconds: seconds))
    }

    @Test(arguments: [
        "", "2026", "2026-11-21", "2026-11-21 18:00:00Z", "2026-13-01T00:00:00Z", "2026-11-21T24:00:00Z",
        "2026-11-21T18:00:00", "2026-11-21T18:00:00.Z", "2026-11-21T18:00:00Zx", "２026-11-21T18:00:00Z",
    ])
    func refuses(_ text: String) {
        #expect(Timestamp(text) == nil)
    }

    @Test func writesWhatItReads() {
        for seconds in stride(from: Int64(-62_000_000_000), to: 90_000_000_000, by: 987_654_321) {
            let time = Timestamp(seconds: seconds)
            #expect(Timestamp(time.description) == time)
        }
        #expect(MicroTimestamp(microseconds: 1_500).description == "1970-01-01T00:00:00.001500Z")
        #expect(MicroTimestamp("1969-12-31T23:59:59.000001Z")?.description == "1969-12-31T23:59:59.000001Z")
    }

    @Test func agreesWithFoundation() throws {
        for _ in 0..<1000 {
            let seconds = Int64.random(in: 0..<4_000_000_000)
            let date = Date(timeIntervalSince1970: Double(seconds))
            #expect(Timestamp(seconds: seconds).description == date.formatted(.iso8601))
        }
    }
}
