import Kubernetes
import KubernetesController
import KubernetesDouble
import Testing

/// What the controller runtime does, on every server there is.
@Suite("The controller runtime on a server", .timeLimit(.minutes(2)))
struct ControllerConformanceTests {
    private func inBackground(
        _ work: @escaping @Sendable () async -> Void, _ body: () async throws -> Void
    ) async throws {
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { await work() }
            try await body()
            group.cancelAll()
        }
    }

    @Test(arguments: Backend.available)
    func anInformerFollows(_ backend: Backend) async throws {
        try await backend.withNamespace { client, namespace in
            let maps = client.resources(ConfigMap.self, namespace: namespace)
            func map(_ number: Int) -> ConfigMap {
                ConfigMap(
                    metadata: ObjectMeta(name: "m\(number)", labels: ["mine": "yes"]), data: ["n": "\(number % 3)"])
            }
            for number in 0..<25 { try await maps.create(map(number)) }
            var configuration = Informer<ConfigMap>.Configuration()
            configuration.options.labelSelector = "mine=yes"
            configuration.pageSize = 10
            configuration.indexes = ["n": { [$0.data?["n"] ?? ""] }]
            let informer = Informer(maps, configuration: configuration)
            try await inBackground({ await informer.run() }) {
                await informer.waitUntilSynced()
                #expect(informer.count == 25)
                #expect(informer.objects(index: "n", value: "2").count == 8)
                try await maps.create(map(25))
                try await maps.patch("m2", .merge(["data": ["n": "x"]]))
                try await maps.patch("m3", .merge(["metadata": ["labels": ["mine": "no"]]]))
                try await maps.delete("m4")
                await eventually { informer.count == 24 && informer.objects(index: "n", value: "x").count == 1 }
                #expect(informer[ObjectKey(namespace: namespace, name: "m3")] == nil)
            }
        }
    }

    @Test(arguments: Backend.available)
    func aControllerFinishesWhatItIsGiven(_ backend: Backend) async throws {
        try await backend.withNamespace { client, namespace in
            let maps = client.resources(ConfigMap.self, namespace: namespace)
            let queue = WorkQueue<ObjectKey>()
            let informer = Informer(maps) { queue.add($0.key) }
            let controller = Controller(queue: queue) { key in
                guard let map = informer[key], map.data?["wish"] != nil, map.data?["done"] == nil else { return .done }
                try await maps.patch(key.name, .merge(["data": ["done": "yes"]]))
                return .done
            }
            try await inBackground({
                async let informing: Void = informer.run()
                await controller.run()
                await informing
            }) {
                for number in 0..<50 {
                    try await maps.create(ConfigMap(metadata: ObjectMeta(name: "m\(number)"), data: ["wish": "w"]))
                }
                await eventually { informer.objects.count { $0.data?["done"] == "yes" } == 50 }
            }
        }
    }

    @Test(arguments: Backend.available)
    func aLeaseChangesHands(_ backend: Backend) async throws {
        try await backend.withNamespace { client, namespace in
            for identity in ["a", "b"] {
                let election = LeaderElection(
                    client: client, configuration: .init(namespace: namespace, name: "l", identity: identity))
                try await election.run {
                    let lease = try await client.resources(Lease.self, namespace: namespace).get("l")
                    #expect(lease.spec?.holderIdentity == identity)
                }
            }
            let lease = try await client.resources(Lease.self, namespace: namespace).get("l")
            #expect(lease.spec?.holderIdentity == "")
            #expect(lease.spec?.leaseTransitions == 1)
        }
    }

    @Test(arguments: Backend.available)
    func eventsAreShownByBothAPIs(_ backend: Backend) async throws {
        try await backend.withNamespace { client, namespace in
            let maps = client.resources(ConfigMap.self, namespace: namespace)
            let map = try await maps.create(ConfigMap(metadata: ObjectMeta(name: "m"), data: [:]))
            for api in [EventRecorder.API.events, .core] {
                let recorder = EventRecorder(client: client, controller: "casemate.io/test", instance: "i", api: api)
                try await inBackground({ await recorder.run() }) {
                    for _ in 0..<2 {
                        recorder.record(
                            .normal, reason: "Tested\(api)", action: "Test", note: "by the suite", about: map.metadata,
                            of: ConfigMap.resource)
                    }
                    try await awaitCount(2, reason: "Tested\(api)", api, client, namespace)
                }
            }
        }
    }

    private func awaitCount(
        _ count: Int, reason: String, _ api: EventRecorder.API, _ client: KubernetesClient, _ namespace: String
    ) async throws {
        for _ in 0..<1000 {
            let counts: [Int?] =
                switch api {
                case .events:
                    try await client.resources(Event.self, namespace: namespace).list().items
                        .filter { $0.reason == reason }.map(\.series?.count)
                case .core:
                    try await client.resources(CoreEvent.self, namespace: namespace).list().items
                        .filter { $0.reason == reason }.map(\.count)
                }
            if counts == [count] { return }
            try await Task.sleep(for: .milliseconds(10))
        }
        Issue.record("No event was counted to \(count).")
    }
}
