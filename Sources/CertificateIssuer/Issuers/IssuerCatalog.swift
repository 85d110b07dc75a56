internal import Kubernetes
internal import KubernetesController

/// The issuers of both kinds, as last seen.
struct IssuerCatalog: Sendable {
    private let informers: [IssuerKind: Informer<Issuer>]

    /// Watches everywhere; `onChange` is told of each issuer that came, changed or went.
    init(
        _ client: KubernetesClient, onFailure: @escaping @Sendable (KubernetesError) -> Void,
        onChange: @escaping @Sendable (IssuerReference) -> Void
    ) {
        var configuration = Informer<Issuer>.Configuration()
        configuration.onFailure = onFailure
        var informers: [IssuerKind: Informer<Issuer>] = [:]
        for kind in IssuerKind.allCases {
            let resources = ResourceClient<Issuer>(client: client, resource: kind.resource)
            informers[kind] = Informer(resources, configuration: configuration) { change in
                onChange(IssuerReference(kind, change.key))
            }
        }
        self.informers = informers
    }

    subscript(_ issuer: IssuerReference) -> Issuer? { informers[issuer.kind]?[issuer.key] }

    /// Every issuer seen.
    var all: [IssuerReference] {
        informers.flatMap { kind, informer in informer.objects.map { IssuerReference(kind, $0.key) } }
    }

    func waitUntilSynced() async {
        for informer in informers.values { await informer.waitUntilSynced() }
    }

    func run() async {
        await withDiscardingTaskGroup { group in
            for informer in informers.values { group.addTask { await informer.run() } }
        }
    }
}
