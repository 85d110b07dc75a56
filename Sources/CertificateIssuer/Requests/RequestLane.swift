internal import Kubernetes
internal import KubernetesController

/// The requests of one kind: watched, queued, reconciled.
struct RequestLane<Request: SigningRequest>: Sendable {
    private static var issuerIndex: String { "issuer" }
    /// A mesh waits a minute for its certificate: nothing that failed waits long.
    private static var retries: WorkQueueConfiguration {
        WorkQueueConfiguration(maximumDelay: .seconds(15), retriesPerSecond: 200, burst: 1000)
    }

    let queue: WorkQueue<RequestKey>
    let informer: Informer<Request>
    private let requests: ResourceClient<Request>
    private let signed: SignedRequests

    init(
        _ client: KubernetesClient, ownNamespace: String, onFailure: @escaping @Sendable (KubernetesError) -> Void
    ) {
        // Requesters take turns: one with thousands of requests does not hold up others.
        let queue = WorkQueue<RequestKey>(configuration: Self.retries, group: { $0.turn })
        let signed = SignedRequests()
        var configuration = Informer<Request>.Configuration()
        configuration.onFailure = onFailure
        configuration.indexes[Self.issuerIndex] = { request in
            request.issuers(ownNamespace: ownNamespace).map(\.signerName)
        }
        // A cluster keeps ended requests for hours: what has nothing left to do takes no memory here.
        configuration.keeps = { $0.isOpen(ownNamespace: ownNamespace) }
        requests = client.resources(Request.self)
        informer = Informer(requests, configuration: configuration) { change in
            let request = change.object
            if case .deleted = change { return signed[request.metadata.uid ?? ""] = nil }
            queue.add(RequestKey(request))
        }
        self.queue = queue
        self.signed = signed
    }

    /// Looks again at the requests that wait for an issuer.
    func wake(_ issuer: IssuerReference) {
        for request in informer.objects(index: Self.issuerIndex, value: issuer.signerName)
        where request.stage == .approved {
            queue.add(RequestKey(request))
        }
    }

    /// Works until the task is cancelled, or until the queue was shut down and the work in hand is finished.
    ///
    /// While `workers` requests are being written, as many more are with the enclave: neither the API server nor the
    /// enclave waits for the other.
    func work(
        _ services: RequestServices, workers: Int,
        onFailure: @escaping @Sendable (Controller<RequestKey>.Failure) -> Void
    ) async {
        let reconciler = RequestReconciler(
            requests: requests, informer: informer, services: services, signed: signed, writes: Slots(workers))
        let controller = Controller(queue: queue, workers: 2 * workers, onFailure: onFailure) { key in
            try await reconciler.reconcile(key)
        }
        await controller.run()
    }
}
