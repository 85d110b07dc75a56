internal import Logging
internal import Synchronization
internal import Telemetry

/// Counts Decrypt calls: an API server needs a handful an hour, so many of them in a minute are worth an alarm.
///
/// An alarm is a metric, a log line and an entry in the enclave's audit; calls are refused only beyond a limit that the
/// operator set.
final class DecryptGate: Sendable {
    private let limits: DecryptLimits
    private let alarms: Counter
    private let reporter: AlarmReporter?
    private let logger: Logger
    private let rate = Mutex(MinuteCount())

    init(_ limits: DecryptLimits, metrics: MetricsRegistry, reporter: AlarmReporter? = nil, logger: Logger) {
        self.limits = limits
        self.reporter = reporter
        self.logger = logger
        alarms = metrics.counter(
            "casemate_kms_decrypt_alarms_total", "Minutes in which Decrypt was called more often than --decrypt-alarm.")
    }

    /// Counts a call; throws beyond the limit.
    func admit(at now: ContinuousClock.Instant = .now) throws(KMSError) {
        let count = rate.withLock { $0.add(at: now) }
        if count == limits.alarm + 1 { raiseAlarm() }
        if let limit = limits.refusal, count > limit {
            throw KMSError(
                .limited, "More than \(limit) Decrypt calls in a minute.",
                remedy: "Find out who calls; --decrypt-limit sets the limit.")
        }
    }

    private func raiseAlarm() {
        alarms.add()
        logger.warning("unusually many Decrypt calls", metadata: ["perMinute": "more than \(limits.alarm)"])
        reporter?.report("kms-decrypt-alarm", "more than \(limits.alarm) Decrypt calls in a minute")
    }
}
