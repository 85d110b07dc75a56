/// How long a key that failed waits: longer with each failure of it, and no more keys a second than a rate in all.
struct RateLimiter<Key: Hashable & Sendable>: Sendable {
    private let configuration: WorkQueueConfiguration
    private var failures: [Key: Int] = [:]
    /// When the bucket of all retries would be full again.
    private var bucketFullAt: ContinuousClock.Instant?

    init(_ configuration: WorkQueueConfiguration) {
        self.configuration = configuration
    }

    func failures(of key: Key) -> Int { failures[key] ?? 0 }

    mutating func forget(_ key: Key) { failures[key] = nil }

    /// The wait before the next attempt, before chance is added.
    mutating func delay(of key: Key, now: ContinuousClock.Instant) -> Duration {
        let count = failures[key] ?? 0
        failures[key] = count + 1
        let own = min(configuration.initialDelay * (1 << min(count, 30)), configuration.maximumDelay)
        return max(own, reserve(now: now))
    }

    /// A bucket of `burst` retries that fills at `retriesPerSecond`.
    private mutating func reserve(now: ContinuousClock.Instant) -> Duration {
        let interval = Duration.seconds(1) / configuration.retriesPerSecond
        let fullAt = max(bucketFullAt ?? now, now) + interval
        bucketFullAt = fullAt
        return max(.zero, (fullAt - now) - interval * configuration.burst)
    }
}
