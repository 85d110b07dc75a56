internal import Foundation
public import Kubernetes

/// A server that a conformance suite runs on.
public enum Backend: String, CaseIterable, Sendable {
    /// The one in memory.
    case double
    /// A real one, whose administrator's kubeconfig CASEMATE_TEST_KUBECONFIG names.
    case real

    /// A real server's kubeconfig, if there is one.
    public static let kubeconfig = ProcessInfo.processInfo.environment["CASEMATE_TEST_KUBECONFIG"]
    /// The servers there are.
    public static let available: [Backend] = kubeconfig == nil ? [.double] : [.double, .real]

    /// What suites use.
    public static let resources = [
        ConfigMap.resource, Secret.resource, Lease.resource, CertificateSigningRequest.resource, Event.resource,
        CoreEvent.resource, namespaces,
    ]

    private static let namespaces = ResourceDescriptor(
        version: "v1", plural: "namespaces", kind: "Namespace", isNamespaced: false)

    /// Runs `body` with a client and a namespace of its own.
    public func withNamespace(
        _ body: @escaping @Sendable (KubernetesClient, String) async throws -> Void
    ) async throws {
        switch self {
        case .double:
            try await KubernetesDouble(resources: Self.resources).serve { port in
                try await Self.run(ClusterConfiguration(server: "http://127.0.0.1:\(port)"), body)
            }
        case .real:
            try await Self.run(try Kubeconfig(path: Self.kubeconfig ?? "").configuration(), body)
        }
    }

    private static func run(
        _ configuration: ClusterConfiguration,
        _ body: @escaping @Sendable (KubernetesClient, String) async throws -> Void
    ) async throws {
        try await KubernetesClient.withClient(configuration) { client in
            let name = "test-\(UInt32.random(in: 0...UInt32.max))"
            try await client.resources(namespaces).create(Unstructured(["metadata": ["name": .string(name)]]))
            try await body(client, name)
            try? await client.resources(namespaces).delete(name)
        }
    }
}
