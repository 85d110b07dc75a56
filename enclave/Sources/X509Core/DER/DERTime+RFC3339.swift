internal import EnclaveProtocol

extension DERTime {
    /// `2026-11-21T00:00:00Z` for unix seconds, whole seconds in UTC; years 1970 to 9999.
    package static func rfc3339(_ seconds: Int64) -> String {
        let seconds = min(max(seconds, 0), maximum)
        let date = CivilDate(dayNumber: seconds / 86_400)
        let rest = seconds % 86_400
        func two(_ value: Int64) -> String { value < 10 ? "0\(value)" : "\(value)" }
        return "\(date.year)-\(two(date.month))-\(two(date.day))"
            + "T\(two(rest / 3600)):\(two(rest / 60 % 60)):\(two(rest % 60))Z"
    }
}
