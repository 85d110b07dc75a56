/// Durations as users write them.
enum LifetimeText {
    /// `90s`, `15m`, `24h`, `3650d`: seconds, or nil.
    static func seconds(_ text: String) -> Int64? {
        guard let unit = text.last.flatMap({ units[$0] }), text.dropLast().allSatisfy(\.isASCIIDigit),
            let count = Int64(text.dropLast()), count > 0
        else { return nil }
        let (seconds, overflow) = count.multipliedReportingOverflow(by: unit)
        return overflow ? nil : seconds
    }

    /// A Go duration such as `24h0m0s` or `1.5h`, rounded down to whole seconds; nil if it is none.
    static func goSeconds(_ text: String) -> Int64? {
        var rest = Substring(text)
        guard let first = rest.first else { return nil }
        let isNegative = first == "-"
        if isNegative || first == "+" { rest = rest.dropFirst() }
        if rest == "0" { return 0 }
        guard !rest.isEmpty else { return nil }
        var total = 0.0
        while !rest.isEmpty {
            guard let part = goPart(&rest) else { return nil }
            total += part
        }
        guard total < 9.3e9 else { return nil }
        return Int64(isNegative ? -total : total)
    }

    private static func goPart(_ rest: inout Substring) -> Double? {
        let digits = rest.prefix { $0.isASCIIDigit || $0 == "." }
        guard let number = Double(digits) else { return nil }
        rest = rest.dropFirst(digits.count)
        let unit = rest.prefix { !$0.isASCIIDigit && $0 != "." }
        rest = rest.dropFirst(unit.count)
        return goUnits[String(unit)].map { $0 * number }
    }

    private static let units: [Character: Int64] = ["s": 1, "m": 60, "h": 3600, "d": 86_400]
    private static let goUnits = [
        "ns": 1e-9, "us": 1e-6, "µs": 1e-6, "ms": 1e-3, "s": 1, "m": 60, "h": 3600,
    ]
}

extension Character {
    fileprivate var isASCIIDigit: Bool { ("0"..."9").contains(self) }
}
