internal import ArgumentParser
internal import Kubernetes

/// Which cluster, and which of its resources.
struct StorageOptions: ParsableArguments {
    @Option(help: ArgumentHelp("How the cluster is reached.", valueName: "file")) var kubeconfig: String?
    @Option(help: ArgumentHelp("Another context than the kubeconfig's own.", valueName: "name")) var context: String?
    @Option(
        name: .customLong("resource"),
        help: ArgumentHelp("PLURAL or PLURAL.GROUP; several with commas between.", valueName: "names"))
    var resourceList = "secrets"

    private var names: [String] {
        resourceList.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
    }

    func validate() throws {
        guard names.allSatisfy(Self.isName), Set(names).count == names.count else {
            throw ValidationError("--resource takes plural names, lower case, each once: secrets,configmaps.")
        }
    }

    private static func isName(_ text: String) -> Bool {
        !text.isEmpty && text.allSatisfy { $0.isASCII && ($0.isLowercase || $0.isNumber || $0 == "-" || $0 == ".") }
    }

    /// Runs `body` with a client of the cluster and the resources.
    func withCluster<Value: Sendable>(
        _ body: (KubernetesClient, [StorageResource]) async throws -> Value
    ) async throws -> Value {
        let configuration = try ClusterConfiguration.discover(kubeconfig: kubeconfig, context: context)
        return try await KubernetesClient.withClient(configuration) { cluster in
            let discovery = ResourceDiscovery(client: cluster)
            var resources: [StorageResource] = []
            for name in names { resources.append(try await discovery.resource(named: name)) }
            return try await body(cluster, resources)
        }
    }
}
