import Foundation
import Kubernetes
import KubernetesDouble
import Testing

/// What the client makes of a real server's answers; see Recorded/README.md.
@Suite("Recorded exchanges", .timeLimit(.minutes(1)))
struct RecordedExchangeTests {
    private func replay(
        _ name: String, _ body: @escaping @Sendable (KubernetesClient) async throws -> Void
    ) async throws {
        let url = try #require(
            Bundle.module.url(forResource: name, withExtension: "json", subdirectory: "Recorded"))
        let server = try RecordedServer(json: Array(try Data(contentsOf: url)))
        try await server.serve { port in
            try await KubernetesClient.withClient(ClusterConfiguration(server: "http://127.0.0.1:\(port)"), body)
        }
        #expect(server.mismatches.isEmpty)
    }

    private func code(_ call: () async throws -> Void) async -> KubernetesError? {
        await #expect(throws: KubernetesError.self) { try await call() }
    }

    @Test func aWatch() async throws {
        try await replay("watch") { client in
            let maps = client.resources(ConfigMap.self, namespace: "recorded")
            let list = try await maps.list(ListOptions(limit: 500))
            #expect(list.items.isEmpty)
            var told: [String] = []
            for try await event in try await maps.watch(since: list.metadata.resourceVersion) {
                switch event {
                case .added(let map): told.append("added \(map.key) \(map.data?["a"] ?? "")")
                case .modified(let map): told.append("modified \(map.key) \(map.data?["a"] ?? "")")
                case .deleted(let map): told.append("deleted \(map.key) \(map.data?["a"] ?? "")")
                case .bookmark: break
                }
            }
            #expect(told == ["added recorded/m 1", "modified recorded/m 2", "deleted recorded/m 2"])
        }
    }

    @Test func aStateThatIsTooOld() async throws {
        try await replay("expired") { client in
            let maps = client.resources(ConfigMap.self, namespace: "recorded")
            let error = await code { for try await _ in try await maps.watch(since: "1") {} }
            #expect(error?.code == .expired)
            #expect(error?.message.contains("too old resource version") == true)
        }
    }

    @Test func conflicts() async throws {
        try await replay("conflict") { client in
            let maps = client.resources(ConfigMap.resource, namespace: "recorded")
            let made = try await maps.create(Unstructured(["metadata": ["name": "m"], "data": ["a": "1"]]))
            try await maps.patch("m", .merge(["data": ["a": "2"]]))
            #expect(await code { try await maps.replace(made) }?.code == .conflict)
            let version = JSONValue.string(made.metadata.resourceVersion ?? "")
            let stale: JSONValue = ["metadata": ["resourceVersion": version], "data": ["a": "3"]]
            #expect(await code { try await maps.patch("m", .merge(stale)) }?.code == .conflict)
            let again = Unstructured(["metadata": ["name": "m"]])
            #expect(await code { try await maps.create(again) }?.code == .alreadyExists)
            let other = DeleteOptions(uid: "00000000-0000-0000-0000-000000000000")
            #expect(await code { try await maps.delete("m", options: other) }?.code == .conflict)
        }
    }

    @Test func aServerUnderLoad() async throws {
        try await replay("too-many-requests") { client in
            let start = ContinuousClock.now
            let version = try await client.get(path: "/version")
            #expect(version["gitVersion"] == "v1.36.2")
            #expect(ContinuousClock.now - start >= .seconds(1))
        }
    }

    @Test func anApproval() async throws {
        try await replay("approval") { client in
            let requests = client.resources(CertificateSigningRequest.self)
            let made = try await requests.create(SigningRequestFixture.recorded)
            #expect(made.spec.username == "admin")
            let condition: JSONValue = [
                "type": "Approved", "status": "True", "reason": "Test", "message": "by hand",
            ]
            let approval = Patch.merge(["status": ["conditions": [condition]]])
            #expect(try await requests.patch("recorded", approval).status?.conditions == nil)
            let refused = await code { try await requests.patch("recorded", approval, subresource: "status") }
            #expect(refused?.code == .invalid)
            #expect(refused?.fieldCauses.first?.field == "status.conditions")
            let approved = try await requests.patch("recorded", approval, subresource: "approval")
            #expect(approved.has(condition: "Approved"))
            let certificate = Patch.merge(["status": ["certificate": .string(SigningRequestFixture.certificateBase64)]])
            let signed = try await requests.patch("recorded", certificate, subresource: "status")
            #expect(signed.status?.certificate == SigningRequestFixture.certificateBase64)
            let nonsense = Patch.merge(["status": ["certificate": "bm8="]])
            #expect(
                await code { try await requests.patch("recorded", nonsense, subresource: "status") }?.code == .invalid)
        }
    }

    @Test func reasonsByField() async throws {
        try await replay("invalid") { client in
            let maps = client.resources(ConfigMap.resource, namespace: "recorded")
            let nameless = await code { try await maps.create(Unstructured(["metadata": [:]])) }
            #expect(nameless?.code == .invalid)
            #expect(nameless?.message.contains("name or generateName is required") == true)
            let requests = client.resources(CertificateSigningRequest.resource)
            let request = Unstructured([
                "metadata": ["name": "x"], "spec": ["request": "", "signerName": "nope", "usages": []],
            ])
            let empty = await code { try await requests.create(request) }
            #expect(empty?.fieldCauses.isEmpty == false)
            #expect(empty?.fieldCauses.contains { $0.field == "spec.signerName" } == true)
        }
    }
}

extension SigningRequestFixture {
    /// The request of the recording.
    static let recorded = CertificateSigningRequest(
        metadata: ObjectMeta(name: "recorded"),
        spec: .init(request: base64, signerName: "casemate.io/test", usages: ["client auth"]))
}
