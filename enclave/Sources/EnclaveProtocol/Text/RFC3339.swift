/// Moments as RFC 3339 writes them in UTC, to the second: `2026-06-15T12:00:00Z`.
public enum RFC3339 {
    /// Seconds since 1970; nil unless the text has exactly this form and names a real moment.
    public static func seconds(_ text: String) -> Int64? { seconds(Array(text.utf8)[...]) }

    /// Seconds since 1970 of text in UTF-8; nil unless it has exactly this form and names a real moment.
    package static func seconds(_ text: ArraySlice<UInt8>) -> Int64? {
        guard text.count == form.count else { return nil }
        var fields = SIMD8<Int64>()
        var field = 0
        for (byte, form) in zip(text, form) {
            if form == UInt8(ascii: "d") {
                guard (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) else { return nil }
                fields[field] = fields[field] * 10 + Int64(byte - UInt8(ascii: "0"))
            } else {
                guard byte == form else { return nil }
                field += 1
            }
        }
        return CivilDate.unixSeconds(fields)
    }

    /// The text of seconds since 1970; a moment before that year or after 9999 is written as the nearest one within.
    public static func text(_ seconds: Int64) -> String {
        let seconds = min(max(seconds, 0), CivilDate.lastSecond)
        let date = CivilDate(dayNumber: seconds / 86_400)
        let rest = seconds % 86_400
        func two(_ value: Int64) -> String { value < 10 ? "0\(value)" : "\(value)" }
        return "\(date.year)-\(two(date.month))-\(two(date.day))"
            + "T\(two(rest / 3600)):\(two(rest / 60 % 60)):\(two(rest % 60))Z"
    }

    private static let form = Array("dddd-dd-ddTdd:dd:ddZ".utf8)
}
