internal import FoundationEssentials
internal import Yams

/// A kubeconfig, read from one file or merged from several.
///
/// Source: Kubernetes reference, "kubeconfig (v1)", and "Organizing Cluster Access Using kubeconfig Files".
public struct Kubeconfig: Sendable {
    var currentContext: String?
    var contexts: [String: Context] = [:]
    var clusters: [String: Cluster] = [:]
    var users: [String: User] = [:]

    /// Reads a file. Throws `invalidConfiguration`.
    public init(path: String) throws(KubernetesError) {
        let directory = path.contains("/") ? String(path[..<(path.lastIndex(of: "/") ?? path.startIndex)]) : ""
        try self.init(text: String(decoding: LocalFile.bytes(path), as: UTF8.self), directory: directory, origin: path)
    }

    /// Reads the files of a list as `KUBECONFIG` has it, separated by colons; those that do not exist are passed over,
    /// and the first to define something wins.
    public init(list: String) throws(KubernetesError) {
        let paths = list.split(separator: ":").map(String.init)
        let present = paths.filter { FileManager.default.fileExists(atPath: $0) }
        guard !present.isEmpty else {
            throw .invalidConfiguration("No file of KUBECONFIG is there: \(list).", remedy: "Correct KUBECONFIG.")
        }
        self.init()
        for path in present {
            merge(try Kubeconfig(path: path))
        }
    }

    /// Reads YAML or JSON text; relative paths in it are taken from `directory`.
    public init(text: String, directory: String = "", origin: String = "kubeconfig") throws(KubernetesError) {
        let file: KubeconfigFile
        do {
            file = try YAMLDecoder().decode(KubeconfigFile.self, from: text)
        } catch {
            throw .invalidConfiguration(
                "\(origin) is no kubeconfig: \(error).", remedy: "Compare it with `kubectl config view`.", cause: error)
        }
        self.init()
        currentContext = file.currentContext.flatMap { $0.isEmpty ? nil : $0 }
        contexts = Dictionary(file.contexts.map { ($0.name, $0.context) }, uniquingKeysWith: { first, _ in first })
        clusters = Dictionary(
            file.clusters.map { ($0.name, $0.cluster.resolved(in: directory)) }, uniquingKeysWith: { first, _ in first }
        )
        users = Dictionary(
            file.users.map { ($0.name, $0.user.resolved(in: directory)) }, uniquingKeysWith: { first, _ in first })
    }

    private init() {}

    private mutating func merge(_ other: Self) {
        currentContext = currentContext ?? other.currentContext
        contexts.merge(other.contexts) { first, _ in first }
        clusters.merge(other.clusters) { first, _ in first }
        users.merge(other.users) { first, _ in first }
    }
}

extension Kubeconfig {
    /// The configuration of a context; of the current one if none is named. Throws `invalidConfiguration`.
    public func configuration(context name: String? = nil) throws(KubernetesError) -> ClusterConfiguration {
        guard let name = name ?? currentContext else {
            throw .invalidConfiguration(
                "The kubeconfig has no current context.", remedy: "Set one with `kubectl config use-context NAME`.")
        }
        guard let context = contexts[name] else {
            throw .invalidConfiguration(
                "The kubeconfig has no context \"\(name)\".",
                remedy: "It has: \(contexts.keys.sorted().joined(separator: ", ")).")
        }
        guard let cluster = clusters[context.cluster] else {
            throw .invalidConfiguration(
                "Context \"\(name)\" names cluster \"\(context.cluster)\", which the kubeconfig does not have.",
                remedy: "Correct the context.")
        }
        var configuration = try cluster.configuration()
        if let namespace = context.namespace, !namespace.isEmpty { configuration.namespace = namespace }
        guard let userName = context.user, !userName.isEmpty else { return configuration }
        guard let user = users[userName] else {
            throw .invalidConfiguration(
                "Context \"\(name)\" names user \"\(userName)\", which the kubeconfig does not have.",
                remedy: "Correct the context.")
        }
        configuration.credential = try user.credential(of: userName, for: configuration)
        configuration.impersonation = user.impersonation
        return configuration
    }
}
