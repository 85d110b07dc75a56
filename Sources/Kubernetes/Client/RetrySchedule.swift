/// Decides whether a refused or failed request is tried again, and when.
///
/// What the server did not process (429 and 503 with Retry-After), what was never sent, and reads, are tried again.
struct RetrySchedule: Sendable {
    /// What to do about a failure.
    enum Decision: Equatable {
        case giveUp
        case retry(after: Duration)
        /// Ask for a new credential first.
        case retryWithNewCredential
    }

    static let maximumWait = Duration.seconds(60)

    private let isRead: Bool
    private var refusals = 0
    private var failures = 0
    private var hasNewCredential = false

    init(isRead: Bool) {
        self.isRead = isRead
    }

    mutating func decide(_ error: KubernetesError) -> Decision {
        switch error.code {
        case .unauthorized where !hasNewCredential:
            hasNewCredential = true
            return .retryWithNewCredential
        case .tooManyRequests, .unavailable:
            guard let wait = error.retryAfter, refusals < 10 else { return .giveUp }
            refusals += 1
            return .retry(after: min(wait, Self.maximumWait))
        case .cannotConnect: return again()
        case .connectionLost where isRead: return again()
        default: return .giveUp
        }
    }

    private mutating func again() -> Decision {
        guard failures < 3 else { return .giveUp }
        failures += 1
        return .retry(after: .milliseconds(50 << failures))
    }
}
