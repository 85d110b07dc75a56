internal import NIOHTTP1

/// The objects of one resource, in one namespace or everywhere.
///
/// Every call throws ``KubernetesError``. Source of the verbs: Kubernetes API Concepts.
public struct ResourceClient<Object: KubernetesObject>: Sendable {
    /// The client it goes through.
    public let client: KubernetesClient
    /// Where the objects live.
    public let resource: ResourceDescriptor
    /// The namespace; nil for all, or for objects of the cluster.
    public let namespace: String?

    /// Objects of `resource` read as `Object`.
    public init(client: KubernetesClient, resource: ResourceDescriptor, namespace: String? = nil) {
        self.client = client
        self.resource = resource
        self.namespace = namespace
    }

    /// The same objects in another namespace.
    public func `in`(_ namespace: String?) -> Self {
        Self(client: client, resource: resource, namespace: namespace)
    }

    /// Reads the object of that name.
    public func get(_ name: String) async throws(KubernetesError) -> Object {
        try JSONBody.decode(try await client.send(request(.GET, name)))
    }

    /// Reads the object of that name, nil if there is none.
    public func find(_ name: String) async throws(KubernetesError) -> Object? {
        do throws(KubernetesError) {
            return try await get(name)
        } catch {
            guard error.code == .notFound else { throw error }
            return nil
        }
    }

    /// Reads one page.
    public func list(_ options: ListOptions = ListOptions()) async throws(KubernetesError) -> ObjectList<Object> {
        var request = request(.GET)
        request.query = options.query
        return try JSONBody.decode(try await client.send(request))
    }

    /// Reads all pages, `pageSize` objects each.
    public func listAll(
        _ options: ListOptions = ListOptions(), pageSize: Int = 500
    ) async throws(KubernetesError) -> [Object] {
        try await options.allPages(of: pageSize, list)
    }

    /// Makes an object and gives it as stored.
    @discardableResult
    public func create(
        _ object: Object, options: WriteOptions = WriteOptions()
    ) async throws(KubernetesError) -> Object {
        var request = request(.POST)
        request.query = options.query
        request.body = try JSONBody.encode(Stamped(object: object, resource: resource))
        return try JSONBody.decode(try await client.send(request))
    }

    /// Changes an object, or a subresource of it such as `status` or `approval`, and gives it as stored.
    @discardableResult
    public func patch(
        _ name: String, _ patch: Patch, subresource: String? = nil, options: WriteOptions = WriteOptions()
    ) async throws(KubernetesError) -> Object {
        var request = request(.PATCH, name, subresource)
        let own = patch.query
        request.query = own + options.query.filter { option in !own.contains { $0.name == option.name } }
        request.body = try patch.body(for: resource)
        return try JSONBody.decode(try await client.send(request))
    }

    /// Changes an object as ``patch(_:_:subresource:options:)`` does, for a caller who needs nothing of it afterwards: the
    /// server writes its metadata alone into the answer, and nobody reads that.
    public func change(_ name: String, _ patch: Patch, subresource: String? = nil) async throws(KubernetesError) {
        var request = request(.PATCH, name, subresource)
        request.query = patch.query
        request.body = try patch.body(for: resource)
        request.accept = APIRequest.metadataAlone
        _ = try await client.send(request)
    }

    /// Deletes an object; it stays, being deleted, while it has finalizers.
    public func delete(
        _ name: String, options: DeleteOptions = DeleteOptions()
    ) async throws(KubernetesError) {
        var request = request(.DELETE, name)
        request.body = try JSONBody.encode(options)
        _ = try await client.send(request)
    }

    func request(_ method: HTTPMethod, _ name: String? = nil, _ subresource: String? = nil) -> APIRequest {
        APIRequest(
            method: method, path: resource.path(namespace: namespace, name: name, subresource: subresource))
    }
}

extension ResourceClient where Object: LosslessObject {
    /// Replaces an object, or a subresource of it, by one that was read and changed; `conflict` if it changed meanwhile.
    @discardableResult
    public func replace(
        _ object: Object, subresource: String? = nil, options: WriteOptions = WriteOptions()
    ) async throws(KubernetesError) -> Object {
        guard let name = object.metadata.name else {
            throw KubernetesError(.invalidObject, "The object has no name.")
        }
        var request = request(.PUT, name, subresource)
        request.query = options.query
        request.body = try JSONBody.encode(Stamped(object: object, resource: resource))
        return try JSONBody.decode(try await client.send(request))
    }
}
