/// RFC 3339 in UTC with milliseconds, years 0000 to 9999: `2026-11-21T14:20:15.123Z`.
enum AuditTime {
    static let length = 24
    private static let range = Int64(-62_167_219_200_000)...253_402_300_799_999

    /// Times outside the years that can be written are clamped.
    static func write(_ milliseconds: Int64, to out: inout [UInt8]) {
        let time = min(max(milliseconds, range.lowerBound), range.upperBound)
        let (days, rest) = floorDivide(time, 86_400_000)
        let date = civil(days)
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
        let time = ((days(year, month, day) * 24 + hour) * 60 + minute) * 60 + second
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

    /// Proleptic Gregorian date of a day since 1970, with years that begin in March so that the leap day is last.
    private static func civil(_ days: Int64) -> (year: Int64, month: Int64, day: Int64) {
        let (era, dayOfEra) = floorDivide(days + 719_468, 146_097)
        let yearOfEra = (dayOfEra - dayOfEra / 1_460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let shifted = (5 * dayOfYear + 2) / 153
        let month = shifted < 10 ? shifted + 3 : shifted - 9
        return (yearOfEra + era * 400 + (month <= 2 ? 1 : 0), month, dayOfYear - (153 * shifted + 2) / 5 + 1)
    }

    private static func days(_ year: Int64, _ month: Int64, _ day: Int64) -> Int64 {
        let (era, yearOfEra) = floorDivide(month <= 2 ? year - 1 : year, 400)
        let dayOfYear = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1
        return era * 146_097 + yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear - 719_468
    }

    private static func floorDivide(_ value: Int64, _ divisor: Int64) -> (Int64, Int64) {
        let quotient = value / divisor - (value % divisor < 0 ? 1 : 0)
        return (quotient, value - quotient * divisor)
    }
}
