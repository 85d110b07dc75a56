/// Latencies in buckets about 1.6 % wide; adding one costs a few instructions.
struct LatencyHistogram: Sendable {
    private static let exact = 128
    private static let steps = 64
    private var counts = [UInt64](repeating: 0, count: exact + (64 - 7) * steps)
    private(set) var total: UInt64 = 0

    /// Adds one.
    mutating func add(nanoseconds: UInt64) {
        counts[Self.bucket(of: nanoseconds)] += 1
        total += 1
    }

    /// Adds all of another.
    mutating func merge(_ other: LatencyHistogram) {
        for index in counts.indices { counts[index] += other.counts[index] }
        total += other.total
    }

    /// The latency that this share of all stays within, in microseconds; 0 without any.
    func microseconds(atShare share: Double) -> Double {
        let wanted = UInt64((Double(total) * share).rounded(.up))
        var seen: UInt64 = 0
        for (index, count) in counts.enumerated() where count > 0 {
            seen += count
            if seen >= wanted { return Double(Self.lowerBound(of: index)) / 1000 }
        }
        return 0
    }

    private static func bucket(of value: UInt64) -> Int {
        guard value >= UInt64(exact) else { return Int(value) }
        let exponent = 63 - value.leadingZeroBitCount
        return exact + (exponent - 7) * steps + Int((value >> UInt64(exponent - 6)) & 63)
    }

    private static func lowerBound(of bucket: Int) -> UInt64 {
        guard bucket >= exact else { return UInt64(bucket) }
        let (exponent, step) = ((bucket - exact) / steps + 7, (bucket - exact) % steps)
        return UInt64(64 + step) << UInt64(exponent - 6)
    }
}
