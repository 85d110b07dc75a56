internal import Kubernetes

/// A lease as one candidate sees it: what it says, and since when it says so by the candidate's own clock.
///
/// The times inside the lease are another machine's and are never compared with ours; a holder's time runs from when
/// we saw its last change.
struct LeaseView: Sendable {
    private(set) var lease: Lease?
    private var seenAt: ContinuousClock.Instant?

    /// Takes note of the lease as it is now.
    mutating func observe(_ lease: Lease, at now: ContinuousClock.Instant) {
        if self.lease?.spec != lease.spec || self.lease?.metadata.uid != lease.metadata.uid { seenAt = now }
        self.lease = lease
    }

    /// Whether `identity` may write itself into the lease.
    func isFree(for identity: String, at now: ContinuousClock.Instant) -> Bool {
        guard let holder, holder != identity else { return true }
        return remaining(at: now) <= .zero
    }

    /// How long its holder has it yet, if it is not renewed; zero when it has run out or was never seen.
    func remaining(at now: ContinuousClock.Instant) -> Duration {
        guard let seenAt else { return .zero }
        return max(.zero, seenAt + .seconds(lease?.spec?.leaseDurationSeconds ?? 0) - now)
    }

    /// Who holds it.
    var holder: String? {
        lease?.spec?.holderIdentity.flatMap { $0.isEmpty ? nil : $0 }
    }

    /// What `identity` writes to take or renew it.
    func claim(by identity: String, duration: Duration, at time: MicroTimestamp) -> Lease.Spec {
        let isRenewal = holder == identity
        let transitions = lease?.spec?.leaseTransitions ?? 0
        return Lease.Spec(
            holderIdentity: identity, leaseDurationSeconds: Int(duration.components.seconds),
            acquireTime: isRenewal ? lease?.spec?.acquireTime ?? time : time, renewTime: time,
            leaseTransitions: isRenewal || lease == nil ? transitions : Self.transition(after: transitions))
    }

    /// The API takes 31 bits: behind the last one, which somebody wrote there, it starts over.
    private static func transition(after count: Int) -> Int {
        (0..<Int(Int32.max)).contains(count) ? count + 1 : 0
    }
}
