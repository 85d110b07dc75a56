internal import ArgumentParser

/// A duration as an argument: a number and `s`, `m`, `h` or `d`.
struct TimeSpan: ExpressibleByArgument, Sendable, Equatable {
    /// Its length; more than 0.
    let seconds: Int64

    init(seconds: Int64) { self.seconds = seconds }

    init?(argument: String) {
        guard let unit = argument.last.flatMap({ Self.units[$0] }), let count = Int64(argument.dropLast()), count > 0
        else { return nil }
        guard argument.dropLast().allSatisfy(\.isNumber) else { return nil }
        let (seconds, overflow) = count.multipliedReportingOverflow(by: unit)
        guard !overflow else { return nil }
        self.seconds = seconds
    }

    var defaultValueDescription: String { Self.text(seconds) }

    /// The longest unit that divides it, for example `24h`.
    static func text(_ seconds: Int64) -> String {
        guard seconds > 0, let unit = ["d", "h", "m"].first(where: { seconds % (units[$0] ?? 1) == 0 }) else {
            return "\(seconds)s"
        }
        return "\(seconds / (units[unit] ?? 1))\(unit)"
    }

    private static let units: [Character: Int64] = ["s": 1, "m": 60, "h": 3600, "d": 86_400]
}
