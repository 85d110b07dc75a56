internal import X509Core

/// Moments as RFC 3339 writes them in UTC, to the second: `2026-06-15T12:00:00Z`.
public enum RFC3339 {
    /// Seconds since 1970; nil unless the text has exactly this form and names a real moment.
    public static func seconds(_ text: String) -> Int64? {
        let bytes = Array(text.utf8)
        guard bytes.count == pattern.count else { return nil }
        var fields: [Int64] = []
        var field: Int64 = 0
        for (byte, expected) in zip(bytes, pattern) {
            if expected == UInt8(ascii: "0") {
                guard (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) else { return nil }
                field = field * 10 + Int64(byte - UInt8(ascii: "0"))
            } else {
                guard byte == expected else { return nil }
                fields.append(field)
                field = 0
            }
        }
        return DERTime.unixSeconds(fields)
    }

    /// The text of seconds since 1970; years beyond 9999 are written as the last moment of 9999.
    public static func text(_ seconds: Int64) -> String { DERTime.rfc3339(seconds) }

    private static let pattern = Array("0000-00-00T00:00:00Z".utf8)
}
