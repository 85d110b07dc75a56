public import FoundationEssentials

extension ClusterConfiguration {
    /// The configuration a program finds without being told: the given kubeconfig, else `KUBECONFIG`, else
    /// `~/.kube/config`, else the pod's service account.
    ///
    /// - Parameters:
    ///   - kubeconfig: a file's path, for example from `--kubeconfig`.
    ///   - context: the context to use instead of the file's current one.
    /// Throws `invalidConfiguration`.
    public static func discover(
        kubeconfig: String? = nil, context: String? = nil,
        environment: [String: String] = ProcessInfo.processInfo.environment
    ) throws(KubernetesError) -> Self {
        if let kubeconfig, !kubeconfig.isEmpty {
            return try Kubeconfig(path: kubeconfig).configuration(context: context)
        }
        if let list = environment["KUBECONFIG"], !list.isEmpty {
            return try Kubeconfig(list: list).configuration(context: context)
        }
        if let home = environment["HOME"], FileManager.default.fileExists(atPath: "\(home)/.kube/config") {
            return try Kubeconfig(path: "\(home)/.kube/config").configuration(context: context)
        }
        guard environment["KUBERNETES_SERVICE_HOST"] != nil else {
            throw .invalidConfiguration(
                "There is no cluster configuration: no kubeconfig was found, and this is no pod.",
                remedy: "Give a kubeconfig with --kubeconfig or KUBECONFIG.")
        }
        return try inCluster(environment: environment)
    }

    /// The configuration of a pod: its service account's token, authority and namespace.
    ///
    /// Source: Kubernetes documentation, "Accessing the Kubernetes API from a Pod".
    public static func inCluster(
        environment: [String: String] = ProcessInfo.processInfo.environment,
        directory: String = "/var/run/secrets/kubernetes.io/serviceaccount"
    ) throws(KubernetesError) -> Self {
        guard let host = environment["KUBERNETES_SERVICE_HOST"], !host.isEmpty,
            let port = environment["KUBERNETES_SERVICE_PORT"], UInt16(port) != nil
        else {
            throw .invalidConfiguration(
                "KUBERNETES_SERVICE_HOST and KUBERNETES_SERVICE_PORT are not set: this is no pod.",
                remedy: "Give a kubeconfig with --kubeconfig.")
        }
        var configuration = Self(server: "https://\(host.contains(":") ? "[\(host)]" : host):\(port)")
        configuration.trust = .authorities(.file("\(directory)/ca.crt"))
        configuration.credential = .tokenFile("\(directory)/token")
        if let namespace = try? LocalFile.text("\(directory)/namespace"), !namespace.isEmpty {
            configuration.namespace = namespace
        }
        return configuration
    }
}
