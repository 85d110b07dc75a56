internal import ArgumentParser
internal import CertificateIssuer
internal import Kubernetes

/// Which requests, and how many of them at the same time.
struct LoadOptions: ParsableArguments {
    /// The two kinds of requests there are.
    enum Kind: String, ExpressibleByArgument, CaseIterable {
        case csr
        case certificaterequest
    }

    @Option(help: "A kubeconfig; KUBECONFIG without it.") var kubeconfig: String?
    @Option(help: "csr or certificaterequest.") var kind = Kind.csr
    @Option(help: "The namespace of CertificateRequests.") var namespace = "default"
    @Option(help: "What the names begin with; numbers from 0 follow.") var prefix: String
    @Option(help: "How many.") var count = 1000
    @Option(help: "How many calls are in flight.") var inFlight = 16

    func names() -> [String] { (0..<count).map { "\(prefix)\($0)" } }

    /// Runs `body` with the load of the chosen kind.
    func perform(_ body: any LoadBody) async throws {
        let configuration = try ClusterConfiguration.discover(kubeconfig: kubeconfig)
        try await KubernetesClient.withClient(configuration) { client in
            switch kind {
            case .csr: try await body.run(client.resources(CertificateSigningRequest.self), self)
            case .certificaterequest:
                try await body.run(client.resources(CertificateRequest.self, namespace: namespace), self)
            }
        }
    }
}
