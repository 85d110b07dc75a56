internal import NIOHTTP1

/// The objects of one resource without their contents: the server sends their metadata alone.
///
/// Every call throws ``KubernetesError``. Source: Kubernetes API Concepts, "Retrieving partial object metadata".
public struct MetadataClient: Sendable {
    /// An object of which only the metadata is known.
    public struct Summary: KubernetesObject, Hashable {
        public var metadata: ObjectMeta

        /// An object with that metadata.
        public init(metadata: ObjectMeta) { self.metadata = metadata }
    }

    /// The client it goes through.
    public let client: KubernetesClient
    /// Where the objects live.
    public let resource: ResourceDescriptor

    /// The metadata of `resource`, in every namespace.
    public init(client: KubernetesClient, resource: ResourceDescriptor) {
        self.client = client
        self.resource = resource
    }

    /// Reads one page.
    public func list(_ options: ListOptions = ListOptions()) async throws(KubernetesError) -> ObjectList<Summary> {
        var request = APIRequest(path: resource.path(namespace: nil))
        request.query = options.query
        request.accept = "application/json;as=PartialObjectMetadataList;g=meta.k8s.io;v=v1"
        return try JSONBody.decode(try await client.send(request))
    }

    /// Reads all pages, `pageSize` objects each.
    public func listAll(pageSize: Int = 500) async throws(KubernetesError) -> [Summary] {
        try await ListOptions().allPages(of: pageSize, list)
    }

    /// How many objects there are, as the server counts them.
    public func count() async throws(KubernetesError) -> Int {
        let first = try await list(ListOptions(limit: 1))
        return first.items.count + Int(first.metadata.remainingItemCount ?? 0)
    }

    /// Reads the metadata of the object of that name.
    public func get(_ key: ObjectKey) async throws(KubernetesError) -> Summary {
        try JSONBody.decode(try await client.send(request(.GET, key)))
    }

    /// Asks the server to store an object as it is, which it does where its storage form is out of date.
    ///
    /// Throws `conflict` where the object is no longer that incarnation in that state. Gives the object as stored; its
    /// resource version is another one exactly if it was written.
    public func touch(_ object: Summary) async throws(KubernetesError) -> Summary {
        var request = request(.PATCH, object.key)
        let state: [String: JSONValue] = [
            "uid": object.metadata.uid.map(JSONValue.string),
            "resourceVersion": object.metadata.resourceVersion.map(JSONValue.string),
        ].compactMapValues { $0 }
        request.body = try Patch.merge(["metadata": .object(state)]).body(for: resource)
        return try JSONBody.decode(try await client.send(request))
    }

    private func request(_ method: HTTPMethod, _ key: ObjectKey) -> APIRequest {
        var request = APIRequest(method: method, path: resource.path(namespace: key.namespace, name: key.name))
        request.accept = APIRequest.metadataAlone
        return request
    }
}
