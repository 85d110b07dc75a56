internal import Kubernetes

/// Writes the status of issuers, and nothing when nothing changed.
struct IssuerStatusWriter: Sendable {
    let client: KubernetesClient

    /// Changes the status as it was read; gives the issuer as it is then.
    @discardableResult
    func update(
        _ reference: IssuerReference, _ issuer: Issuer, _ change: (inout Issuer.Status) -> Void
    ) async throws(KubernetesError) -> Issuer {
        var status = issuer.status ?? Issuer.Status()
        change(&status)
        guard status != issuer.status else { return issuer }
        guard let fields = try? JSONValue(encoding: status) else {
            throw KubernetesError(.invalidObject, "The status cannot be written.")
        }
        return try await resources(reference).patch(
            reference.key.name, .merge(["status": fields]), subresource: "status")
    }

    func resources(_ reference: IssuerReference) -> ResourceClient<Issuer> {
        ResourceClient(client: client, resource: reference.kind.resource, namespace: reference.key.namespace)
    }
}
