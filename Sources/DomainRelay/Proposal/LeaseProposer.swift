internal import EnclaveClient
internal import EnclaveProtocol
internal import Kubernetes
internal import KubernetesController
internal import Logging
internal import ServiceLifecycle
internal import Telemetry

/// Holds a Lease and, while it does and the lead is away, asks its enclave to stand. What comes of that is decided by the
/// policy that administrators signed, in the enclaves: whoever controls the Lease chooses when one asks, not who leads.
struct LeaseProposer: Service {
    /// Between two looks, and two proposals.
    static let interval = Duration.seconds(2)
    /// A lead that was not heard of for so long, in milliseconds, is away.
    private static let silence: UInt64 = 3_000
    /// Proposals in vain, after which another should have the Lease: this member may be behind, or not allowed to lead.
    private static let patience = 15

    private let proposal: LeaseProposal
    private let relay: RelayContext
    private let election: LeaderElection
    private let view: @Sendable () -> DomainStatus?
    private let proposals: Counter

    /// `view` is the domain as the enclave sees it; nil while it does not answer.
    init(
        _ proposal: LeaseProposal, client: KubernetesClient, relay: RelayContext, metrics: MetricsRegistry,
        view: @escaping @Sendable () -> DomainStatus?
    ) {
        self.proposal = proposal
        self.relay = relay
        self.view = view
        var configuration = LeaderElection.Configuration(
            namespace: proposal.namespace, name: proposal.name, identity: proposal.identity)
        configuration.leaseDuration = proposal.duration
        configuration.renewDeadline = proposal.duration * 2 / 3
        configuration.retryPeriod = min(.seconds(2), proposal.duration / 6)
        let reasons = LastReasons(), name = proposal.name
        configuration.onFailure = { error in
            let reason = "\(error)"
            guard reasons.isNew(reason, of: name) else { return }
            relay.logger.warning("lease not read or written", metadata: ["reason": "\(reason)"])
        }
        election = LeaderElection(client: client, configuration: configuration)
        proposals = metrics.counter(
            "casemate_relay_proposals_total", "Times the enclave was asked to stand, by the holder of the Lease.")
    }

    func run() async throws {
        await cancelWhenGracefulShutdown {
            while !Task.isCancelled {
                // Who could not lead does not hold the Lease.
                if view().map({ !$0.isCatchingUp && !$0.members.isEmpty }) ?? false { await campaign() }
                try? await Task.sleep(for: Self.interval)
            }
        }
    }

    private func campaign() async {
        do {
            try await election.run { await hold() }
            // Others come first now.
            try await Task.sleep(for: proposal.duration)
        } catch is CancellationError {
            return
        } catch {
            relay.logger.warning("lease lost", metadata: ["reason": "\(error)"])
        }
    }

    /// Until it proposed in vain, or the enclave is gone.
    private func hold() async {
        relay.logger.info("holds the lease", metadata: ["lease": "\(proposal.namespace)/\(proposal.name)"])
        var vain = 0
        while !Task.isCancelled, vain < Self.patience, let status = view() {
            if Self.isWithoutLead(status) {
                vain += 1
                await propose()
            } else {
                vain = 0
            }
            try? await Task.sleep(for: Self.interval)
        }
    }

    private func propose() async {
        proposals.add()
        do throws(EnclaveClientError) {
            _ = try await relay.enclave.call(DomainStand())
        } catch {
            relay.logger.warning("the enclave does not stand", metadata: ["reason": "\(RelayError.reason(error))"])
        }
    }

    /// Whether this member has a lead that it does not hear.
    static func isWithoutLead(_ status: DomainStatus) -> Bool {
        guard let lead = status.lead, lead != status.memberID else { return false }
        let heard = status.members.first { $0.id == lead }?.lastHeard
        return heard.map { $0 > silence } ?? true
    }
}
