internal import FoundationEssentials

/// A time table in the form of cron, with or without seconds: `second minute hour day month weekday`, in UTC.
package struct CronSchedule: Sendable, Equatable {
    private let seconds: Set<Int>
    private let minutes: Set<Int>
    private let hours: Set<Int>
    private let days: Set<Int>
    private let months: Set<Int>
    private let weekdays: Set<Int>
    private let anyDay: Bool
    private let anyWeekday: Bool

    /// Reads five or six fields of numbers, lists, ranges, steps and `*`; nil for anything else.
    package init?(_ text: String) {
        var fields = text.split(separator: " ").map(String.init)
        if fields.count == 5 { fields.insert("0", at: 0) }
        guard fields.count == 6,
            let seconds = Self.values(fields[0], 0...59), let minutes = Self.values(fields[1], 0...59),
            let hours = Self.values(fields[2], 0...23), let days = Self.values(fields[3], 1...31),
            let months = Self.values(fields[4], 1...12), let weekdays = Self.values(fields[5], 0...7)
        else { return nil }
        (self.seconds, self.minutes, self.hours) = (seconds, minutes, hours)
        (self.days, self.months, self.weekdays) = (days, months, Set(weekdays.map { $0 % 7 }))
        (anyDay, anyWeekday) = (fields[3] == "*", fields[5] == "*")
    }

    /// The first time after `now` in the table, seconds since 1970; nil when there is none within five years.
    package func next(after now: Int64) -> Int64? {
        let calendar = Self.calendar
        var day = calendar.startOfDay(for: Date(timeIntervalSince1970: TimeInterval(now)))
        for _ in 0..<(5 * 366) {
            if matches(calendar.dateComponents([.day, .month, .weekday], from: day)),
                let time = firstTime(of: Int64(day.timeIntervalSince1970), after: now)
            {
                return time
            }
            day += 86_400
        }
        return nil
    }

    /// As in cron, a restricted day and a restricted weekday are alternatives.
    private func matches(_ date: DateComponents) -> Bool {
        guard let day = date.day, let month = date.month, let weekday = date.weekday else { return false }
        guard months.contains(month) else { return false }
        let (byDay, byWeekday) = (days.contains(day), weekdays.contains(weekday - 1))
        return anyDay || anyWeekday ? byDay && byWeekday : byDay || byWeekday
    }

    private func firstTime(of day: Int64, after now: Int64) -> Int64? {
        for hour in hours.sorted() {
            for minute in minutes.sorted() {
                for second in seconds.sorted() {
                    let time = day + Int64(hour * 3600 + minute * 60 + second)
                    if time > now { return time }
                }
            }
        }
        return nil
    }

    private static let calendar: Calendar = {
        var calendar = Calendar(identifier: .gregorian)
        calendar.timeZone = TimeZone.gmt
        return calendar
    }()

    private static func values(_ field: String, _ range: ClosedRange<Int>) -> Set<Int>? {
        var values: Set<Int> = []
        for part in field.split(separator: ",", omittingEmptySubsequences: false) {
            let step = part.split(separator: "/", omittingEmptySubsequences: false)
            guard step.count <= 2, let base = bounds(step[0], range, hasStep: step.count == 2) else { return nil }
            guard let by = step.count == 2 ? Int(step[1]) : 1, by > 0 else { return nil }
            values.formUnion(stride(from: base.lowerBound, through: base.upperBound, by: by))
        }
        return values
    }

    private static func bounds(_ text: Substring, _ range: ClosedRange<Int>, hasStep: Bool) -> ClosedRange<Int>? {
        if text == "*" { return range }
        let ends = text.split(separator: "-", omittingEmptySubsequences: false).map { Int($0) }
        guard ends.count <= 2, let first = ends[0],
            let last = ends.count == 2 ? ends[1] : (hasStep ? range.upperBound : first),
            range.contains(first), range.contains(last), first <= last
        else { return nil }
        return first...last
    }
}
