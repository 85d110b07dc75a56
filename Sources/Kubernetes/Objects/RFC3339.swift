/// RFC 3339 times (section 5.6) and the proleptic Gregorian calendar behind them.
enum RFC3339 {
    /// Microseconds since 1970; nil if `text` is no time. Digits behind the sixth of a fraction are cut off.
    static func microseconds(_ text: String) -> Int64? {
        var reader = Reader(text: Array(text.utf8))
        guard let day = reader.date(), reader.skip("T", "t"), let time = reader.time(), let offset = reader.offset(),
            reader.isAtEnd
        else { return nil }
        return (day * 86400 - offset) * 1_000_000 + time
    }

    /// `YYYY-MM-DDThh:mm:ss` in UTC.
    static func text(seconds: Int64) -> String {
        let (day, rest) = floorDivide(seconds, by: 86400)
        let (year, month, date) = civil(day: day)
        let time = [rest / 3600, rest / 60 % 60, rest % 60].map { padded($0, 2) }.joined(separator: ":")
        return "\(padded(year, 4))-\(padded(month, 2))-\(padded(date, 2))T\(time)"
    }

    /// Whole seconds, rounded down, and the microseconds that remain.
    static func split(_ microseconds: Int64) -> (seconds: Int64, fraction: Int64) {
        floorDivide(microseconds, by: 1_000_000)
    }

    private static func floorDivide(_ value: Int64, by divisor: Int64) -> (Int64, Int64) {
        let (quotient, remainder) = value.quotientAndRemainder(dividingBy: divisor)
        return remainder < 0 ? (quotient - 1, remainder + divisor) : (quotient, remainder)
    }

    static func decode<Time>(from decoder: any Decoder, _ read: (String) -> Time?) throws -> Time {
        let container = try decoder.singleValueContainer()
        let text = try container.decode(String.self)
        guard let time = read(text) else {
            throw DecodingError.dataCorruptedError(in: container, debugDescription: "\"\(text)\" is no RFC 3339 time.")
        }
        return time
    }

    private static func padded(_ value: Int64, _ width: Int) -> String {
        let digits = String(value)
        return String(repeating: "0", count: max(0, width - digits.count)) + digits
    }

    /// Days since 1970 of a date of the calendar, years counted from March so that leap days come last.
    fileprivate static func day(year: Int64, month: Int64, date: Int64) -> Int64 {
        let shifted = month > 2 ? (year, month - 3) : (year - 1, month + 9)
        let inYear = (153 * shifted.1 + 2) / 5 + date - 1
        return 365 * shifted.0 + shifted.0 / 4 - shifted.0 / 100 + shifted.0 / 400 + inYear - 719_468
    }

    private static func civil(day: Int64) -> (year: Int64, month: Int64, date: Int64) {
        let shifted = day + 719_468
        let era = (shifted >= 0 ? shifted : shifted - 146_096) / 146_097
        let inEra = shifted - era * 146_097
        let year = (inEra - inEra / 1460 + inEra / 36524 - inEra / 146_096) / 365
        let inYear = inEra - (365 * year + year / 4 - year / 100)
        let month = (5 * inYear + 2) / 153
        let date = inYear - (153 * month + 2) / 5 + 1
        return (era * 400 + year + (month >= 10 ? 1 : 0), month < 10 ? month + 3 : month - 9, date)
    }
}

private struct Reader {
    let text: [UInt8]
    var position = 0

    var isAtEnd: Bool { position == text.count }

    /// Days since 1970.
    mutating func date() -> Int64? {
        guard let year = number(digits: 4), skip("-"), let month = number(digits: 2), skip("-"),
            let date = number(digits: 2), (1...12).contains(month), (1...31).contains(date)
        else { return nil }
        return RFC3339.day(year: year, month: month, date: date)
    }

    /// Microseconds since midnight.
    mutating func time() -> Int64? {
        guard let hour = number(digits: 2), skip(":"), let minute = number(digits: 2), skip(":"),
            let second = number(digits: 2), hour < 24, minute < 60, second < 61, let fraction = fraction()
        else { return nil }
        return (hour * 3600 + minute * 60 + second) * 1_000_000 + fraction
    }

    /// Seconds east of UTC.
    mutating func offset() -> Int64? {
        if skip("Z", "z") { return 0 }
        let isEast = skip("+")
        guard isEast || skip("-"), let hours = number(digits: 2), skip(":"), let minutes = number(digits: 2),
            hours < 24, minutes < 60
        else { return nil }
        return (hours * 3600 + minutes * 60) * (isEast ? 1 : -1)
    }

    mutating func skip(_ characters: Unicode.Scalar...) -> Bool {
        guard position < text.count, characters.contains(Unicode.Scalar(text[position])) else { return false }
        position += 1
        return true
    }

    private mutating func fraction() -> Int64? {
        guard skip(".") else { return 0 }
        var (value, weight, digits): (Int64, Int64, Int) = (0, 100_000, 0)
        while let digit = number(digits: 1) {
            value += digit * weight
            weight /= 10
            digits += 1
        }
        return digits > 0 ? value : nil
    }

    private mutating func number(digits: Int) -> Int64? {
        guard text.count - position >= digits else { return nil }
        let slice = text[position..<position + digits]
        guard slice.allSatisfy({ (0x30...0x39).contains($0) }) else { return nil }
        position += digits
        return slice.reduce(0) { $0 * 10 + Int64($1 - 0x30) }
    }
}
