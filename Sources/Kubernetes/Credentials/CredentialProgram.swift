/// A program that prints an `ExecCredential`: `exec` of a kubeconfig.
///
/// Source: Kubernetes documentation, "client-go credential plugins".
public struct CredentialProgram: Sendable {
    /// An environment variable for it.
    public struct Variable: Codable, Hashable, Sendable {
        public var name: String
        public var value: String
    }

    /// `client.authentication.k8s.io/v1` or `…/v1beta1`.
    public var apiVersion: String
    /// A path, or a name to look up in PATH.
    public var command: String
    public var arguments: [String]?
    public var environment: [Variable]?
    /// What to tell a user who does not have the program.
    public var installHint: String?
    /// Whether the program is told about the cluster.
    public var provideClusterInfo: Bool?
    /// `Never`, `IfAvailable` or `Always`; here it never gets a terminal.
    public var interactiveMode: String?
    /// The cluster it is told about.
    var cluster: Cluster?

    /// What it is told about a cluster.
    struct Cluster: Sendable {
        var server: String
        var tlsServerName: String?
        var trust: ClusterConfiguration.ServerTrust
        var proxy: String?
    }

    /// A program that takes no options.
    public init(apiVersion: String = "client.authentication.k8s.io/v1", command: String, arguments: [String] = []) {
        self.apiVersion = apiVersion
        self.command = command
        self.arguments = arguments
    }
}

extension CredentialProgram: Decodable {
    private enum CodingKeys: String, CodingKey {
        case apiVersion, command, installHint, provideClusterInfo, interactiveMode
        case arguments = "args"
        case environment = "env"
    }
}
