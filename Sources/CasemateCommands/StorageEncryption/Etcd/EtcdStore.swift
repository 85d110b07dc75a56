internal import Kubernetes

/// kube-apiserver's objects in etcd.
struct EtcdStore: Sendable {
    let connection: EtcdConnection
    /// kube-apiserver's `--etcd-prefix`, without a slash at its end.
    let prefix: String

    /// Looks at every object of a resource.
    ///
    /// - Parameter cluster: is asked whether there are objects where etcd has none under that prefix.
    func survey(_ resource: StorageResource, _ cluster: KubernetesClient) async throws -> StorageSurvey {
        let root = "\(prefix)/\(resource.path)/"
        let survey = try await EtcdReader.withReader(connection) { reader in
            var survey = StorageSurvey(resource: resource.name)
            try await reader.pairs(below: root) { pair in
                let name = String(decoding: pair.key.dropFirst(root.utf8.count), as: UTF8.self)
                survey.add(.init(name: name, value: StoredValue(pair.value)), revision: pair.revision)
            }
            return survey
        }
        if survey.items.isEmpty { try await checkIsEmpty(resource, root, cluster) }
        return survey
    }

    private func checkIsEmpty(_ resource: StorageResource, _ root: String, _ cluster: KubernetesClient) async throws {
        let count = try await MetadataClient(client: cluster, resource: resource.descriptor).count()
        guard count > 0 else { return }
        throw CommandError(
            code: "wrong-store",
            message: "The API server has \(count) \(resource.name), and \(connection.address.text) none below \(root).",
            remedy: "Give the etcd of this cluster (kube-apiserver's --etcd-servers or --etcd-servers-overrides) and"
                + " its --etcd-prefix.")
    }
}
