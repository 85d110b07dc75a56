/// A measured figure and what stands beside it.
struct Measurement {
    /// Another figure from the same minutes.
    struct Comparison {
        let name: String
        let rate: Double
    }

    let subject: String
    let connections: Int
    let outstanding: Int
    let rate: Double
    let latencies: LatencyHistogram
    var comparisons: [Comparison] = []

    /// With the fields of `casemate bench`; a ratio is this rate over the other.
    var report: Report {
        let others = comparisons.map { other -> JSONValue in
            [
                "name": .string(other.name), "rate": .number(Self.rounded(other.rate)),
                "ratio": .number(Self.rounded(rate / other.rate, 1000)),
            ]
        }
        let (p50, p99) = (latencies.microseconds(atShare: 0.5), latencies.microseconds(atShare: 0.99))
        let json: JSONValue = [
            "subject": .string(subject), "machine": .string(Machine.name), "cores": .integer(Int64(Machine.cores)),
            "outstanding": .integer(Int64(outstanding)), "rate": .number(Self.rounded(rate)),
            "p50Microseconds": .number(Self.rounded(p50)), "p99Microseconds": .number(Self.rounded(p99)),
            "comparisons": .array(others), "connections": .integer(Int64(connections)),
        ]
        return Report(json: json, text: text(p50, p99))
    }

    private func text(_ p50: Double, _ p99: Double) -> String {
        var table = Table("", "PER SECOND", "RATIO")
        table.add(subject, "\(Int(rate))", "")
        for other in comparisons {
            table.add("beside: \(other.name)", "\(Int(other.rate))", "\(Int((rate / other.rate * 100).rounded())) %")
        }
        let load = "\(connections) connections x \(outstanding) outstanding"
        return "\(table.text)\n\np50 \(Self.rounded(p50)) us, p99 \(Self.rounded(p99)) us; \(load); "
            + "\(Machine.cores) cores of \(Machine.name)"
    }

    /// The middle one.
    static func median(_ values: [Double]) -> Double {
        let sorted = values.sorted()
        guard let last = sorted.last else { return 0 }
        let middle = sorted.count / 2
        return sorted.count.isMultiple(of: 2)
            ? (sorted[middle - 1] + sorted[middle]) / 2 : sorted.count == 1 ? last : sorted[middle]
    }

    private static func rounded(_ value: Double, _ steps: Double = 10) -> Double { (value * steps).rounded() / steps }
}
