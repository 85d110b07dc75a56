import Kubernetes
import KubernetesController
import KubernetesDouble
import Synchronization
import Testing

@Suite("Informers against a difficult server", .timeLimit(.minutes(2)))
struct InformerTests {
    private func withMaps(
        _ port: Int, _ body: (ResourceClient<ConfigMap>) async throws -> Void
    ) async throws {
        let configuration = ClusterConfiguration(server: "http://127.0.0.1:\(port)")
        try await KubernetesClient.withClient(configuration) { client in
            try await body(client.resources(ConfigMap.self, namespace: "n"))
        }
    }

    private func quick() -> Informer<ConfigMap>.Configuration {
        var configuration = Informer<ConfigMap>.Configuration()
        configuration.backoff = Backoff(initial: .milliseconds(20), maximum: .milliseconds(200))
        configuration.pageSize = 7
        return configuration
    }

    private func map(_ number: Int) -> ConfigMap {
        ConfigMap(metadata: ObjectMeta(name: "m\(number)"), data: ["n": "\(number)"])
    }

    /// Runs `body` with an informer over a server, and a client of it.
    private func withInformer(
        bookmarks: Duration = .milliseconds(50),
        _ body:
            @escaping @Sendable (KubernetesDouble, ResourceClient<ConfigMap>, Informer<ConfigMap>) async throws -> Void
    ) async throws {
        let server = KubernetesDouble(resources: [ConfigMap.resource], bookmarkInterval: bookmarks)
        try await server.serve { port in
            try await withMaps(port) { maps in
                for number in 0..<20 { try await maps.create(map(number)) }
                let informer = Informer(maps, configuration: quick())
                try await withThrowingTaskGroup(of: Void.self) { group in
                    group.addTask { await informer.run() }
                    await informer.waitUntilSynced()
                    try await body(server, maps, informer)
                    group.cancelAll()
                }
            }
        }
    }

    @Test func readsAllPagesAndFollows() async throws {
        try await withInformer { _, maps, informer in
            #expect(informer.count == 20)
            try await maps.create(map(20))
            try await maps.patch("m0", .merge(["data": ["n": "x"]]))
            try await maps.delete("m1")
            await eventually { informer.count == 20 && informer[ObjectKey(namespace: "n", name: "m1")] == nil }
            await eventually { informer[ObjectKey(namespace: "n", name: "m0")]?.data == ["n": "x"] }
        }
    }

    @Test func keepsOnlyWhatItIsToKeep() async throws {
        let server = KubernetesDouble(resources: [ConfigMap.resource])
        let told = Mutex<[String]>([])
        try await server.serve { port in
            try await withMaps(port) { maps in
                for number in 0..<20 { try await maps.create(map(number)) }
                var configuration = quick()
                configuration.keeps = { $0.data?["n"] != "x" }
                let informer = Informer(maps, configuration: configuration) { change in
                    if case .deleted = change { told.withLock { $0.append(change.key.name) } }
                }
                try await withThrowingTaskGroup(of: Void.self) { group in
                    group.addTask { await informer.run() }
                    await informer.waitUntilSynced()
                    try await maps.patch("m0", .merge(["data": ["n": "x"]]))
                    await eventually { informer.count == 19 && told.withLock { $0 } == ["m0"] }
                    try await maps.patch("m0", .merge(["data": ["n": "y"]]))
                    await eventually { informer.count == 20 }
                    group.cancelAll()
                }
            }
        }
    }

    @Test func resumesACutWatchWithoutAList() async throws {
        try await withInformer { server, maps, informer in
            for round in 0..<10 {
                await eventually { server.watchCount == 1 }
                server.cutWatches()
                try await maps.create(map(100 + round))
            }
            await eventually { informer.count == 30 }
        }
    }

    @Test func listsAgainWhenItsStateIsForgotten() async throws {
        try await withInformer(bookmarks: .seconds(100)) { server, maps, informer in
            server.refuse(next: .max, status: 500)
            server.cutWatches()
            try await Task.sleep(for: .milliseconds(100))
            server.refuse(next: 0, status: 500)
            server.compact()
            try await maps.delete("m3")
            try await maps.create(map(50))
            await eventually {
                informer[ObjectKey(namespace: "n", name: "m3")] == nil
                    && informer[ObjectKey(namespace: "n", name: "m50")] != nil
            }
            #expect(informer.count == 20)
        }
    }

    @Test func livesThroughARestart() async throws {
        let server = KubernetesDouble(resources: [ConfigMap.resource])
        let changes = Mutex<[String]>([])
        let port = try await server.serve { port in port }
        try await withMaps(port) { maps in
            let informer = Informer(maps, configuration: quick()) { change in
                changes.withLock { $0.append(change.key.name) }
            }
            try await withThrowingTaskGroup(of: Void.self) { group in
                group.addTask { await informer.run() }
                for number in 1...4 {
                    try await server.serve(port: port) { _ in
                        // The connection may still be the one to the server before.
                        while (try? await maps.create(map(number))) == nil, informer.count < number {
                            try await Task.sleep(for: .milliseconds(10))
                        }
                        await eventually { informer.count == number }
                    }
                }
                group.cancelAll()
            }
        }
        #expect(changes.withLock { $0 } == ["m1", "m2", "m3", "m4"])
    }
}

/// Waits until a condition holds; records an issue after twenty seconds.
func eventually(_ condition: () -> Bool, sourceLocation: SourceLocation = #_sourceLocation) async {
    let end = ContinuousClock.now + .seconds(20)
    while !condition() {
        guard ContinuousClock.now < end else {
            Issue.record("It never came to that.", sourceLocation: sourceLocation)
            return
        }
        try? await Task.sleep(for: .milliseconds(10))
    }
}
