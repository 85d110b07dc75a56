internal import Logging
internal import Synchronization
internal import Telemetry

/// Counts Decrypt calls: an API server needs a handful an hour, so many of them in a minute are worth an alarm.
///
/// An alarm is a metric and a log line; calls are refused only beyond a limit that the operator set.
final class DecryptGate: Sendable {
    private let limits: DecryptLimits
    private let alarms: Counter
    private let logger: Logger
    private let rate = Mutex(MinuteCount())

    init(_ limits: DecryptLimits, metrics: MetricsRegistry, logger: Logger) {
        self.limits = limits
        self.logger = logger
        alarms = metrics.counter(
            "casemate_kms_decrypt_alarms_total", "Minutes in which Decrypt was called more often than --decrypt-alarm.")
    }

    /// Counts a call; throws beyond the limit.
    func admit(at now: ContinuousClock.Instant = .now) throws(KMSError) {
        let count = rate.withLock { $0.add(at: now) }
        if count == limits.alarm + 1 {
            alarms.add()
            logger.warning("unusually many Decrypt calls", metadata: ["perMinute": "more than \(limits.alarm)"])
        }
        if let limit = limits.refusal, count > limit {
            throw KMSError(
                .limited, "More than \(limit) Decrypt calls in a minute.",
                remedy: "Find out who calls; --decrypt-limit sets the limit.")
        }
    }
}
