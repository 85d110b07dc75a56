extension CivilDate {
    /// Unix seconds at the end of 9999, behind which no year of four digits comes.
    package static let lastSecond: Int64 = 253_402_300_799

    /// Unix seconds of year, month, day, hour, minute and second in UTC, or nil where there is no such moment.
    package static func unixSeconds(_ fields: SIMD8<Int64>) -> Int64? {
        let date = CivilDate(year: fields[0], month: fields[1], day: fields[2])
        guard (1...12).contains(date.month), date.day >= 1, fields[3] < 24, fields[4] < 60, fields[5] < 60
        else { return nil }
        let days = date.dayNumber
        guard CivilDate(dayNumber: days) == date else { return nil }
        return days * 86_400 + fields[3] * 3600 + fields[4] * 60 + fields[5]
    }
}
