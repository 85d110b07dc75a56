internal import EnclaveProtocol

/// RFC 3339 in UTC with milliseconds, years 0000 to 9999: `2026-11-21T14:20:15.123Z`.
enum AuditTime {
    static let length = 24
    private static let range = Int64(-62_167_219_200_000)...253_402_300_799_999

    /// Times outside the years that can be written are clamped.
    static func write(_ milliseconds: Int64, to out: inout [UInt8]) {
        let time = min(max(milliseconds, range.lowerBound), range.upperBound)
        let days = (time >= 0 ? time : time - 86_399_999) / 86_400_000
        let rest = time - days * 86_400_000
        let date = CivilDate(dayNumber: days)
        let fraction = rest % 1_000
        writePair(date.year / 100, &out)
        writePair(date.year % 100, &out, then: "-")
        writePair(date.month, &out, then: "-")
        writePair(date.day, &out, then: "T")
        writePair(rest / 3_600_000, &out, then: ":")
        writePair(rest / 60_000 % 60, &out, then: ":")
        writePair(rest / 1_000 % 60, &out, then: ".")
        out.append(digit(fraction / 100))
        writePair(fraction % 100, &out, then: "Z")
    }

    /// Milliseconds since 1970, or nil when the text is not in exactly this form.
    static func parse(_ text: some Collection<UInt8>) -> Int64? {
        let bytes = Array(text)
        guard bytes.count == length, let year = number(bytes, 0, 4), let month = number(bytes, 5, 2),
            let day = number(bytes, 8, 2), let hour = number(bytes, 11, 2), let minute = number(bytes, 14, 2),
            let second = number(bytes, 17, 2), let fraction = number(bytes, 20, 3)
        else { return nil }
        let days = CivilDate(year: year, month: month, day: day).dayNumber
        let time = ((days * 24 + hour) * 60 + minute) * 60 + second
        var again: [UInt8] = []
        write(time * 1_000 + fraction, to: &again)
        return again == bytes ? time * 1_000 + fraction : nil
    }

    /// Two digits: dividing by constants costs no division.
    private static func writePair(_ value: Int64, _ out: inout [UInt8], then mark: Unicode.Scalar? = nil) {
        out.append(digit(value / 10))
        out.append(digit(value % 10))
        if let mark { out.append(UInt8(ascii: mark)) }
    }

    private static func digit(_ value: Int64) -> UInt8 { UInt8(ascii: "0") + UInt8(truncatingIfNeeded: value) }

    private static func number(_ bytes: [UInt8], _ start: Int, _ count: Int) -> Int64? {
        var value: Int64 = 0
        for digit in bytes[start..<start + count] {
            guard digit >= UInt8(ascii: "0"), digit <= UInt8(ascii: "9") else { return nil }
            value = value * 10 + Int64(digit - UInt8(ascii: "0"))
        }
        return value
    }
}
