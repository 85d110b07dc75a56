private import Glibc

/// The process's log: one line an event on standard error, as text or JSON. Never holds key material.
struct EventLog: Sendable {
    enum Level: String {
        case info
        case warning
        case error
    }

    let format: CommandLineOptions.LogFormat

    /// Writes an event and what belongs to it.
    func write(_ level: Level, _ message: String, _ facts: KeyValuePairs<String, String> = [:]) {
        let time = Self.timestamp(of: Int(Glibc.time(nil)))
        let line =
            switch format {
            case .text: Self.text(time, level, message, facts)
            case .json: Self.json(time, level, message, facts)
            }
        let bytes = Array((line + "\n").utf8)
        _ = unsafe Glibc.write(STDERR_FILENO, bytes, bytes.count)
    }

    private static func text(
        _ time: String, _ level: Level, _ message: String, _ facts: KeyValuePairs<String, String>
    ) -> String {
        "\(time) \(level.rawValue) \(escaped(message, quotes: false))"
            + facts.map { " \($0.key)=\"\(escaped($0.value, quotes: true))\"" }.joined()
    }

    private static func json(
        _ time: String, _ level: Level, _ message: String, _ facts: KeyValuePairs<String, String>
    ) -> String {
        let pairs =
            [("time", time), ("level", level.rawValue), ("message", message)]
            + facts.map { ($0.key, $0.value) }
        return "{" + pairs.map { "\"\($0.0)\":\"\(escaped($0.1, quotes: true))\"" }.joined(separator: ",") + "}"
    }

    /// Control characters never reach a terminal or split a line; the escapes are JSON's.
    private static func escaped(_ text: String, quotes: Bool) -> String {
        var result = ""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\"" where quotes, "\\" where quotes: result += "\\\(scalar)"
            case _ where scalar.value < 0x20 || (0x7f..<0xa0).contains(scalar.value):
                let digits = String(scalar.value, radix: 16)
                result += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
            default: result.unicodeScalars.append(scalar)
            }
        }
        return result
    }

    /// RFC 3339, UTC, whole seconds; `seconds` since 1970.
    static func timestamp(of seconds: Int) -> String {
        let second = ((seconds % 86_400) + 86_400) % 86_400
        let (year, month, day) = date(ofDay: (seconds - second) / 86_400)
        let two = { (value: Int) in value < 10 ? "0\(value)" : String(value) }
        return "\(year)-\(two(month))-\(two(day))T\(two(second / 3_600)):\(two(second / 60 % 60)):\(two(second % 60))Z"
    }

    /// The Gregorian date of a day counted from 1970-01-01, reckoned in years that begin in March so that the leap day
    /// is the last.
    private static func date(ofDay day: Int) -> (year: Int, month: Int, day: Int) {
        let shifted = day + 719_468
        let era = (shifted >= 0 ? shifted : shifted - 146_096) / 146_097
        let dayOfEra = shifted - era * 146_097
        let yearOfEra = (dayOfEra - dayOfEra / 1_460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let marchMonth = (5 * dayOfYear + 2) / 153
        let month = marchMonth < 10 ? marchMonth + 3 : marchMonth - 9
        return (yearOfEra + era * 400 + (month <= 2 ? 1 : 0), month, dayOfYear - (153 * marchMonth + 2) / 5 + 1)
    }
}
