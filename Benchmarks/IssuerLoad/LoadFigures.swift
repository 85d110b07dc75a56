/// What a load came to, one JSON object.
struct LoadFigures: CustomStringConvertible {
    /// How long all of it took.
    let total: Duration
    /// Of each call.
    let times: [Duration]

    var description: String {
        let sorted = times.sorted()
        let seconds = total / .seconds(1)
        return """
            {"count":\(times.count),"milliseconds":\(Self.milliseconds(total)),"perSecond":\(Int(Double(times.count) / seconds)),\
            "p50":\(at(0.5, sorted)),"p99":\(at(0.99, sorted)),"slowest":\(at(1, sorted))}
            """
    }

    /// Milliseconds with one digit behind the point.
    private static func milliseconds(_ time: Duration) -> Double { (time / .milliseconds(1) * 10).rounded() / 10 }

    private func at(_ share: Double, _ sorted: [Duration]) -> Double {
        guard let last = sorted.indices.last else { return 0 }
        return Self.milliseconds(sorted[min(last, Int(Double(sorted.count) * share))])
    }
}
