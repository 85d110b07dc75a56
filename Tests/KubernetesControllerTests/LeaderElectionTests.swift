import Kubernetes
import KubernetesController
import KubernetesDouble
import Synchronization
import Testing

@Suite("Leader election", .timeLimit(.minutes(2)))
struct LeaderElectionTests {
    private func election(_ client: KubernetesClient, _ identity: String) -> LeaderElection {
        var configuration = LeaderElection.Configuration(namespace: "n", name: "l", identity: identity)
        configuration.leaseDuration = .seconds(2)
        configuration.renewDeadline = .milliseconds(1200)
        configuration.retryPeriod = .milliseconds(200)
        return LeaderElection(client: client, configuration: configuration)
    }

    private func withClient(
        _ body: @escaping @Sendable (KubernetesDouble, KubernetesClient) async throws -> Void
    ) async throws {
        let server = KubernetesDouble(resources: [Lease.resource])
        try await server.serve { port in
            let configuration = ClusterConfiguration(server: "http://127.0.0.1:\(port)")
            try await KubernetesClient.withClient(configuration) { try await body(server, $0) }
        }
    }

    private actor Turns {
        private var now = 0
        private(set) var most = 0
        private(set) var count = 0

        func begin() {
            now += 1
            count += 1
            most = max(most, now)
        }

        func end() {
            now -= 1
        }
    }

    @Test func oneLeadsAtATime() async throws {
        try await withClient { _, client in
            let turns = Turns()
            try await withThrowingDiscardingTaskGroup { group in
                for name in ["a", "b", "c"] {
                    group.addTask {
                        try await election(client, name).run {
                            await turns.begin()
                            try await Task.sleep(for: .milliseconds(500))
                            await turns.end()
                        }
                    }
                }
            }
            #expect(await turns.most == 1)
            #expect(await turns.count == 3)
            let lease = try await client.resources(Lease.self, namespace: "n").get("l")
            #expect(lease.spec?.holderIdentity == "")
            #expect(lease.spec?.leaseTransitions == 2)
        }
    }

    @Test func aSilentLeaderIsReplacedInItsTime() async throws {
        try await withClient { _, client in
            try await client.resources(namespace: "n").create(
                Lease(
                    metadata: ObjectMeta(name: "l"),
                    spec: Lease.Spec(holderIdentity: "dead", leaseDurationSeconds: 2, renewTime: .now)))
            let start = ContinuousClock.now
            try await election(client, "b").run {}
            let wait = ContinuousClock.now - start
            #expect(wait >= .seconds(2))
            #expect(wait < .seconds(10))
        }
    }

    @Test func aLeaderWhoCannotRenewStops() async throws {
        try await withClient { server, client in
            let wasCancelled = Mutex(false)
            await #expect(throws: LeadershipLost.self) {
                try await election(client, "a").run {
                    server.refuse(next: .max, status: 500)
                    do {
                        try await Task.sleep(for: .seconds(60))
                    } catch {
                        wasCancelled.withLock { $0 = true }
                        throw error
                    }
                }
            }
            #expect(wasCancelled.withLock { $0 })
        }
    }

    @Test func aLeaderFromWhomItIsTakenStopsAndSaysWhoHasIt() async throws {
        try await withClient { _, client in
            let leases = client.resources(Lease.self, namespace: "n")
            let error = await #expect(throws: LeadershipLost.self) {
                try await election(client, "a").run {
                    try await leases.patch("l", .merge(["spec": ["holderIdentity": "thief"]]))
                    try await Task.sleep(for: .seconds(60))
                }
            }
            #expect(error?.holder == "thief")
        }
    }

    @Test func aLeaderGivesItBackToNoServerThatDoesNotAnswer() async throws {
        try await withClient { server, client in
            let end = Mutex(ContinuousClock.now)
            try await election(client, "a").run {
                server.stall()
                end.withLock { $0 = .now }
            }
            #expect(ContinuousClock.now - end.withLock { $0 } < .seconds(10))
        }
    }

    @Test func failuresAndTheirEndAreTold() async throws {
        try await withClient { server, client in
            let told = Mutex<[String]>([])
            var configuration = LeaderElection.Configuration(namespace: "n", name: "l", identity: "a")
            configuration.retryPeriod = .milliseconds(50)
            configuration.onFailure = { error in told.withLock { $0.append(error.code.rawValue) } }
            configuration.onSuccess = { told.withLock { $0.append("success") } }
            server.refuse(next: 2, status: 403)
            try await LeaderElection(client: client, configuration: configuration).run {}
            #expect(told.withLock { $0 }.prefix(3) == ["forbidden", "forbidden", "success"])
        }
    }
}
