/// A token bucket an identity: as many tokens as the rate, refilled evenly.
struct RateLimiter {
    private var buckets: [String: (tokens: Double, filled: ContinuousClock.Instant)] = [:]

    /// Takes a token; false when there is none. `rate` is requests a second, 0 is no limit.
    mutating func take(identity: String, rate: UInt32, at now: ContinuousClock.Instant) -> Bool {
        guard rate > 0 else { return true }
        let limit = Double(rate)
        var (tokens, filled) = buckets[identity] ?? (limit, now)
        let elapsed = (now - filled) / .seconds(1)
        tokens = min(limit, tokens + elapsed * limit)
        let isAllowed = tokens >= 1
        buckets[identity] = (isAllowed ? tokens - 1 : tokens, now)
        return isAllowed
    }
}
