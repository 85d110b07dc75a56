internal import EnclaveClient
internal import Kubernetes
internal import KubernetesController
internal import Logging
internal import ServiceLifecycle
internal import Synchronization

/// Works while this process leads, and stands by while another does.
final class IssuerService: Service {
    private let configuration: IssuerConfiguration
    private let client: KubernetesClient
    private let enclave: ReconnectingClient
    private let metrics: IssuerMetrics
    private let logger: Logger
    private let term = Mutex<IssuerOperations?>(nil)

    init(
        _ configuration: IssuerConfiguration, client: KubernetesClient, enclave: ReconnectingClient,
        metrics: IssuerMetrics, logger: Logger
    ) {
        self.configuration = configuration
        self.client = client
        self.enclave = enclave
        self.metrics = metrics
        self.logger = logger
    }

    /// What is being worked on; nil while another process leads.
    var current: IssuerOperations? { term.withLock { $0 } }

    func run() async throws {
        await withTaskGroup(of: Void.self) { group in
            group.addTask { [self] in configuration.electsLeader ? await campaign() : await lead() }
            group.addTask { [self] in
                try? await gracefulShutdown()
                guard let current else { return }
                current.shutDown()
                // The work in hand ends the other task, which ends this one.
                try? await Task.sleep(for: .seconds(86_400))
            }
            await group.next()
            group.cancelAll()
        }
    }

    private func campaign() async {
        var election = LeaderElection.Configuration(
            namespace: configuration.ownNamespace, name: configuration.leaseName, identity: configuration.instance)
        election.leaseDuration = configuration.leaseDuration
        election.renewDeadline = configuration.leaseDuration * 2 / 3
        election.retryPeriod = min(.seconds(2), configuration.leaseDuration / 6)
        election.onFailure = FailureNotes(logger).watching("leases")
        while !Task.isCancelled {
            do {
                try await LeaderElection(client: client, configuration: election).run { [self] in await lead() }
                return
            } catch is CancellationError {
                return
            } catch {
                logger.error("leads no more, standing by", metadata: ["reason": "\(error)"])
            }
        }
    }

    private func lead() async {
        let operations = IssuerOperations(
            configuration, client: client, enclave: enclave, metrics: metrics, logger: logger)
        term.withLock { $0 = operations }
        logger.notice("working", metadata: ["instance": "\(configuration.instance)"])
        await operations.run()
        term.withLock { $0 = nil }
    }
}
