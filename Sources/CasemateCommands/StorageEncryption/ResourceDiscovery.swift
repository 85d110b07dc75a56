internal import Kubernetes

/// Finds resources by name in what the API server serves.
struct ResourceDiscovery {
    let client: KubernetesClient

    /// The resource called `PLURAL` (core) or `PLURAL.GROUP`.
    func resource(named name: String) async throws -> StorageResource {
        let parts = name.split(separator: ".", maxSplits: 1).map(String.init)
        let plural = parts.first ?? ""
        let group = parts.count > 1 ? parts[1] : ""
        let version = try await version(of: group, for: name)
        let path = group.isEmpty ? "/api/\(version)" : "/apis/\(group)/\(version)"
        let served = try await client.get(path: path)["resources"]?.arrayValue ?? []
        guard let entry = served.first(where: { $0["name"]?.stringValue == plural }),
            let kind = entry["kind"]?.stringValue
        else { throw Self.unknown(name) }
        let descriptor = ResourceDescriptor(
            group: group, version: version, plural: plural, kind: kind,
            isNamespaced: entry["namespaced"]?.boolValue ?? true)
        return StorageResource(name: name, descriptor: descriptor, isCustom: try await isCustom(name, group))
    }

    private func version(of group: String, for name: String) async throws -> String {
        guard !group.isEmpty else { return "v1" }
        do {
            let answer = try await client.get(path: "/apis/\(group)")
            guard let version = answer["preferredVersion"]?["version"]?.stringValue else { throw Self.unknown(name) }
            return version
        } catch let error as KubernetesError where error.code == .notFound {
            throw Self.unknown(name)
        }
    }

    /// Custom resources lie below their group. Groups of the built-in resources may look like theirs.
    private func isCustom(_ name: String, _ group: String) async throws -> Bool {
        guard group.contains(".") else { return false }
        let definitions = ResourceDescriptor(
            group: "apiextensions.k8s.io", version: "v1", plural: "customresourcedefinitions",
            kind: "CustomResourceDefinition", isNamespaced: false)
        return try await client.resources(definitions).find(name) != nil
    }

    private static func unknown(_ name: String) -> CommandError {
        CommandError(
            code: "unknown-resource", message: "The API server serves no resource \(name).",
            remedy: "Give its plural name, and its group behind a dot unless it is in the core group: secrets,"
                + " deployments.apps. `kubectl api-resources` lists them.")
    }
}
