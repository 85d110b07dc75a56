internal import EnclaveClient
internal import EnclaveProtocol
internal import FoundationEssentials
internal import Kubernetes
internal import KubernetesController
internal import Logging
internal import Telemetry

/// All controllers, from the moment this process leads: nothing here outlives a term.
struct IssuerOperations: Sendable {
    private let configuration: IssuerConfiguration
    private let logger: Logger
    private let catalog: IssuerCatalog
    private let issuerQueue: WorkQueue<IssuerReference>
    private let signingRequests: RequestLane<CertificateSigningRequest>
    private let certificateRequests: RequestLane<CertificateRequest>?
    private let events: EventRecorder
    private let reconciler: IssuerReconciler
    private let services: RequestServices
    private let attestations: Informer<QuoteAttestation>
    let directory: AuthorityDirectory

    init(
        _ configuration: IssuerConfiguration, client: KubernetesClient, enclave: ReconnectingClient,
        metrics: IssuerMetrics, logger: Logger
    ) {
        let notes = FailureNotes(logger)
        let now: @Sendable () -> Int64 = { Int64(Date.now.timeIntervalSince1970) }
        let namespace = configuration.ownNamespace
        let issuerQueue = WorkQueue<IssuerReference>()
        let signingRequests = RequestLane<CertificateSigningRequest>(
            client, ownNamespace: namespace, onFailure: notes.watching("certificatesigningrequests"))
        let certificateRequests =
            configuration.servesCertManager
            ? RequestLane<CertificateRequest>(
                client, ownNamespace: namespace, onFailure: notes.watching("certificaterequests")) : nil
        let wake: @Sendable (IssuerReference) -> Void = { issuer in
            signingRequests.wake(issuer)
            certificateRequests?.wake(issuer)
        }
        directory = AuthorityDirectory(onChange: wake)
        catalog = IssuerCatalog(client, onFailure: notes.watching("issuers")) { issuer in
            issuerQueue.add(issuer)
            wake(issuer)
        }
        events = EventRecorder(
            client: client, controller: "tcs.intel.com/casemate-issuer", instance: configuration.instance,
            onFailure: notes.watching("events"))
        attestations = KeyProvisioning.informer(
            client, onFailure: notes.watching("quoteattestations"), onChange: { issuerQueue.add($0) })
        let provisioning = KeyProvisioning(
            client: client, enclave: enclave, attestations: attestations, configuration: configuration)
        reconciler = IssuerReconciler(
            client: client, catalog: catalog, keeper: AuthorityKeeper(enclave: enclave), directory: directory,
            events: events, logger: logger, ownNamespace: namespace, now: now, provisioning: provisioning)
        services = RequestServices(
            client: client, catalog: catalog, directory: directory,
            signer: RequestSigner(
                enclave: enclave, defaultLifetime: configuration.defaultLifetime,
                attester: RequestAttester(configuration.quotes, now: now)), events: events, metrics: metrics,
            logger: logger, ownNamespace: namespace, hasFullChain: configuration.hasFullChain,
            requiresReference: configuration.requiresReference, now: now, reportTrouble: { issuerQueue.add($0) })
        self.configuration = configuration
        self.logger = logger
        self.issuerQueue = issuerQueue
        self.signingRequests = signingRequests
        self.certificateRequests = certificateRequests
    }

    /// Works until the task is cancelled, or until `shutDown` and the end of the work in hand.
    func run() async {
        await withTaskGroup(of: Void.self) { group in
            group.addTask { await catalog.run() }
            group.addTask { await events.run() }
            group.addTask { await attestations.run() }
            group.addTask { await signingRequests.informer.run() }
            if let certificateRequests { group.addTask { await certificateRequests.informer.run() } }
            // Issuers first: a request that finds no issuer would say so.
            await catalog.waitUntilSynced()
            await work()
            group.cancelAll()
        }
    }

    private func work() async {
        let notes = FailureNotes(logger)
        await withDiscardingTaskGroup { group in
            group.addTask {
                let controller = Controller(queue: issuerQueue, workers: 4, onFailure: notes.reconciling) { issuer in
                    try await reconciler.reconcile(issuer)
                }
                await controller.run()
            }
            group.addTask {
                await signingRequests.work(services, workers: configuration.workers, onFailure: notes.reconciling)
            }
            guard let certificateRequests else { return }
            group.addTask {
                await certificateRequests.work(services, workers: configuration.workers, onFailure: notes.reconciling)
            }
        }
    }

    /// Nothing new is begun; `run` returns when the work in hand is finished.
    func shutDown() {
        issuerQueue.shutDown()
        signingRequests.queue.shutDown()
        certificateRequests?.queue.shutDown()
    }

    /// Looks at every issuer again, because the enclave came back.
    func reviewIssuers() {
        for issuer in catalog.all { issuerQueue.add(issuer) }
    }

    /// How many keys wait, by queue.
    var queued: [([String], Double)] {
        let lengths = [
            ("issuers", issuerQueue.count), ("certificatesigningrequests", signingRequests.queue.count),
            ("certificaterequests", certificateRequests?.queue.count ?? 0),
        ]
        return lengths.map { ([$0.0], Double($0.1)) }
    }
}
