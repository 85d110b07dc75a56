import Foundation
import Kubernetes
import KubernetesDouble
import Testing

/// An API server the conformance suite runs on.
enum Backend: String, CaseIterable, CustomTestStringConvertible {
    /// The one in memory.
    case double
    /// A real one, whose administrator's kubeconfig CASEMATE_TEST_KUBECONFIG names.
    case real

    static let kubeconfig = ProcessInfo.processInfo.environment["CASEMATE_TEST_KUBECONFIG"]
    static let available: [Backend] = kubeconfig == nil ? [.double] : [.double, .real]

    var testDescription: String { rawValue }

    /// What the suite uses.
    static let resources = [
        ConfigMap.resource, Secret.resource, Lease.resource, CertificateSigningRequest.resource, Event.resource,
        CoreEvent.resource, namespaces,
    ]

    static let namespaces = ResourceDescriptor(
        version: "v1", plural: "namespaces", kind: "Namespace", isNamespaced: false)

    /// Runs `body` with a client and a namespace of its own.
    func withNamespace(
        _ body: @escaping @Sendable (KubernetesClient, String) async throws -> Void
    ) async throws {
        switch self {
        case .double:
            try await KubernetesDouble(resources: Self.resources).serve { port in
                let configuration = ClusterConfiguration(server: "http://127.0.0.1:\(port)")
                try await Self.run(configuration, body)
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
            let namespace = "test-\(UInt32.random(in: 0...UInt32.max))"
            try await client.resources(namespaces).create(
                Unstructured(["metadata": ["name": .string(namespace)]]))
            try await body(client, namespace)
            try? await client.resources(namespaces).delete(namespace)
        }
    }
}
