extension CommandLineOptions {
    /// A whole number within a range.
    static func count(_ text: String, _ option: String, _ range: ClosedRange<Int>) throws(CommandLineError) -> Int {
        guard let number = Int(text), range.contains(number) else {
            throw .invalidValue(
                option: option, reason: "write a number from \(range.lowerBound) to \(range.upperBound)")
        }
        return number
    }

    /// Bytes: a number, with K, M or G behind it if wanted.
    static func size(_ text: String, _ option: String) throws(CommandLineError) -> Int {
        let units: [Character: Int] = ["K": 1 << 10, "M": 1 << 20, "G": 1 << 30]
        return try quantity(text, option, units: units, reason: "write bytes, or a number with K, M or G: 8M")
    }

    /// Milliseconds of a duration such as `90s`, `15m`, `24h` or `7d`.
    static func milliseconds(_ text: String, _ option: String) throws(CommandLineError) -> Int {
        let units: [Character: Int] = ["s": 1_000, "m": 60_000, "h": 3_600_000, "d": 86_400_000]
        guard let last = text.last, units[last] != nil else {
            throw .invalidValue(option: option, reason: "write a duration with its unit: 90s, 15m, 24h or 7d")
        }
        return try quantity(text, option, units: units, reason: "write a duration: 90s, 15m, 24h or 7d")
    }

    /// One of the words of a closed set.
    static func word<Word: RawRepresentable<String>>(
        _ text: String, _ option: String, _ words: String
    ) throws(CommandLineError) -> Word {
        guard let word = Word(rawValue: text) else {
            throw .invalidValue(option: option, reason: "write \(words)")
        }
        return word
    }

    private static func quantity(
        _ text: String, _ option: String, units: [Character: Int], reason: String
    ) throws(CommandLineError) -> Int {
        let unit = text.last.flatMap { units[$0] }
        let digits = unit == nil ? text[...] : text.dropLast()
        guard let number = Int(digits), number > 0, digits.utf8.allSatisfy({ (48...57).contains($0) }) else {
            throw .invalidValue(option: option, reason: reason)
        }
        let (product, overflow) = number.multipliedReportingOverflow(by: unit ?? 1)
        guard !overflow else { throw .invalidValue(option: option, reason: reason) }
        return product
    }
}
