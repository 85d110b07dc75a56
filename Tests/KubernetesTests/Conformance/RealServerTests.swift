import Kubernetes
import KubernetesDouble
import Testing

/// What only a real server does.
@Suite(
    "On a real server", .timeLimit(.minutes(2)),
    .enabled(if: Backend.kubeconfig != nil, "KUBEBUILDER_ASSETS is not set"))
struct RealServerTests {
    private func configuration(context: String? = nil) throws -> ClusterConfiguration {
        try Kubeconfig(path: Backend.kubeconfig ?? "").configuration(context: context)
    }

    @Test func applyOwnsFields() async throws {
        try await Backend.real.withNamespace { client, namespace in
            let maps = client.resources(ConfigMap.resource, namespace: namespace)
            let body: JSONValue = ["metadata": ["name": "m"], "data": ["a": "1"]]
            try await maps.patch("m", .apply(body, manager: "first"))
            var other = body
            other["data"]?["a"] = "2"
            let error = await #expect(throws: KubernetesError.self) {
                try await maps.patch("m", .apply(other, manager: "second"))
            }
            #expect(error?.code == .conflict)
            #expect(error?.fieldCauses.first?.field == ".data.a")
            let forced = try await maps.patch("m", .apply(other, manager: "second", force: true))
            #expect(forced.value(at: "data", "a") == "2")
        }
    }

    @Test func strictValidationNamesTheField() async throws {
        try await Backend.real.withNamespace { client, namespace in
            let maps = client.resources(ConfigMap.resource, namespace: namespace)
            let error = await #expect(throws: KubernetesError.self) {
                try await maps.create(
                    Unstructured(["metadata": ["name": "m"], "dta": [:]]),
                    options: WriteOptions(fieldValidation: .strict))
            }
            #expect(error?.code == .badRequest)
            #expect(error?.message.contains("dta") == true)
        }
    }

    @Test func tokensAndRightsAreTold() async throws {
        try await KubernetesClient.withClient(configuration(context: "token")) { client in
            let list = try await client.resources(ConfigMap.self, namespace: "default").list()
            #expect(list.metadata.resourceVersion != nil)
        }
        try await KubernetesClient.withClient(configuration(context: "nobody")) { client in
            let error = await #expect(throws: KubernetesError.self) {
                try await client.resources(Secret.self, namespace: "default").list()
            }
            #expect(error?.code == .forbidden)
            #expect(error?.remedy.isEmpty == false)
        }
        var wrong = try configuration()
        wrong.credential = .token("wrong")
        try await KubernetesClient.withClient(wrong) { client in
            let error = await #expect(throws: KubernetesError.self) {
                try await client.resources(Secret.self, namespace: "default").list()
            }
            #expect(error?.code == .unauthorized)
        }
    }

    @Test func theServerMustBeTheOneExpected() async throws {
        var unknown = try configuration()
        unknown.trust = .systemRoots
        try await KubernetesClient.withClient(unknown) { client in
            let error = await #expect(throws: KubernetesError.self) { try await client.get(path: "/version") }
            #expect(error?.code == .cannotConnect)
        }
        var named = try configuration()
        named.tlsServerName = "kubernetes.default.svc"
        var insecure = unknown
        insecure.trust = .anyone
        for configuration in [named, insecure] {
            try await KubernetesClient.withClient(configuration) { client in
                let version = try await client.get(path: "/version")
                #expect(version["major"] == "1")
            }
        }
    }
}
