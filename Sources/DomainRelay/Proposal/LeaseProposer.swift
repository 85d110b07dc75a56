internal import EnclaveClient
internal import EnclaveProtocol
internal import Kubernetes
internal import KubernetesController
internal import Logging
internal import ServiceLifecycle
internal import Synchronization
internal import Telemetry

/// Holds a Lease and, while it does and the lead is away, asks its enclave to stand. What comes of that is decided by the
/// policy that administrators signed, in the enclaves: whoever controls the Lease chooses when one asks, not who leads.
final class LeaseProposer: Service {
    /// Between two looks, and two proposals.
    static let interval = Duration.seconds(2)
    /// What reasons are remembered under, beside the Lease's.
    private static let enclave = "enclave", turn = "turn"

    private let proposal: LeaseProposal
    private let relay: RelayContext
    private let election: LeaderElection
    private let view: @Sendable () -> DomainStatus?
    private let proposals: Counter
    private let isHolder = Mutex(false)
    private let reasons = LastReasons()

    /// `view` is the domain as the enclave sees it; nil while it does not answer.
    init(
        _ proposal: LeaseProposal, client: KubernetesClient, relay: RelayContext, metrics: MetricsRegistry,
        view: @escaping @Sendable () -> DomainStatus?
    ) {
        self.proposal = proposal
        self.relay = relay
        self.view = view
        election = LeaderElection(client: client, configuration: .init(proposal, reasons, relay.logger))
        proposals = metrics.counter(
            "casemate_relay_proposals_total", "Times the enclave was asked to stand, by the holder of the Lease.")
        metrics.gauge("casemate_relay_lease_held", "1 while this relay holds the Lease.") { [self] in
            [([], isHolder.withLock { $0 } ? 1 : 0)]
        }
    }

    func run() async throws {
        relay.logger.info(
            "takes turns by a lease",
            metadata: ["lease": "\(proposal.title)", "identity": "\(proposal.identity)"])
        await cancelWhenGracefulShutdown { [self] in
            while !Task.isCancelled {
                if candidate != nil { await campaign() }
                try? await Task.sleep(for: Self.interval)
            }
        }
    }

    private func campaign() async {
        do {
            try await election.run { [self] in await hold() }
            // Others come first now.
            try await Task.sleep(for: proposal.duration)
        } catch is CancellationError {
            return
        } catch {
            relay.logger.warning("lease lost", metadata: ["reason": "\(error)"])
        }
    }

    /// Until it proposed in vain for too long, or the enclave is no candidate.
    private func hold() async {
        isHolder.withLock { $0 = true }
        defer { isHolder.withLock { $0 = false } }
        relay.logger.info("holds the lease", metadata: ["lease": "\(proposal.title)"])
        var since: ContinuousClock.Instant?
        while !Task.isCancelled, let candidate {
            // Before the policy's time has passed nothing can come of it.
            since = candidate.mayStand ? since ?? .now : nil
            if let since, ContinuousClock.now - since >= proposal.patience { return logVain() }
            if candidate.isWithoutLead { await propose() }
            try? await Task.sleep(for: Self.interval)
        }
    }

    /// The member, while it could become lead.
    private var candidate: LeadCandidate? {
        guard let status = view() else { return nil }
        do throws(LeadObstacle) {
            let candidate = try LeadCandidate(status)
            reasons.forget(Self.turn)
            return candidate
        } catch {
            if reasons.isNew("\(error)", of: Self.turn) {
                relay.logger.info("takes no turn by the lease", metadata: ["reason": "\(error)"])
            }
            return nil
        }
    }

    private func logVain() {
        relay.logger.warning(
            "gives the lease back",
            metadata: ["reason": "the enclave was proposed in vain; it may be behind, or cut off"])
    }

    private func propose() async {
        proposals.add()
        do throws(EnclaveClientError) {
            _ = try await relay.enclave.call(DomainStand())
            reasons.forget(Self.enclave)
        } catch {
            let reason = RelayError.reason(error)
            guard reasons.isNew(reason, of: Self.enclave) else { return }
            relay.logger.warning("the enclave does not stand", metadata: ["reason": "\(reason)"])
        }
    }
}

extension LeaderElection.Configuration {
    /// The election that a proposal takes part in; each reason of a failure is logged once.
    fileprivate init(_ proposal: LeaseProposal, _ reasons: LastReasons, _ logger: Logger) {
        self.init(namespace: proposal.namespace, name: proposal.name, identity: proposal.identity)
        leaseDuration = proposal.duration
        renewDeadline = proposal.renewDeadline
        retryPeriod = min(.seconds(2), proposal.duration / 6)
        let title = proposal.title
        onFailure = { error in
            guard reasons.isNew("\(error)", of: title) else { return }
            logger.warning("lease not read or written", metadata: ["lease": "\(title)", "reason": "\(error)"])
        }
        onSuccess = {
            if reasons.forget(title) { logger.info("lease read again", metadata: ["lease": "\(title)"]) }
        }
    }
}
