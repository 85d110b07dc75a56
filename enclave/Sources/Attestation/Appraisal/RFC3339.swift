internal import X509Core

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
        return DERTime.unixSeconds(fields)
    }

    /// The text of seconds since 1970; years beyond 9999 are written as the last moment of 9999.
    public static func text(_ seconds: Int64) -> String { DERTime.rfc3339(seconds) }

    private static let form = Array("dddd-dd-ddTdd:dd:ddZ".utf8)
}
