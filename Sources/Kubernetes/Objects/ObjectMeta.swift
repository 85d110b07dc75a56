/// The metadata of an object that controllers use; other fields (managed fields among them) are not kept.
///
/// Source: Kubernetes API conventions, "Metadata".
public struct ObjectMeta: Codable, Hashable, Sendable {
    /// The name; absent when the server is to make one from ``generateName``.
    public var name: String?
    /// The beginning of a name for the server to complete.
    public var generateName: String?
    /// The namespace; absent for objects of the cluster.
    public var namespace: String?
    /// The identity of this incarnation, by the server.
    public var uid: String?
    /// The state this is, by the server; opaque.
    public var resourceVersion: String?
    /// Counts changes of the desired state.
    public var generation: Int64?
    /// When the server made the object.
    public var creationTimestamp: Timestamp?
    /// When deletion was asked for; the object goes when no finalizer is left.
    public var deletionTimestamp: Timestamp?
    /// Labels, to select by.
    public var labels: [String: String]?
    /// Annotations.
    public var annotations: [String: String]?
    /// The objects this one belongs to.
    public var ownerReferences: [OwnerReference]?
    /// Who must act before the object may go.
    public var finalizers: [String]?

    /// Metadata of a new object.
    public init(
        name: String? = nil, generateName: String? = nil, namespace: String? = nil, labels: [String: String]? = nil,
        annotations: [String: String]? = nil, ownerReferences: [OwnerReference]? = nil, finalizers: [String]? = nil
    ) {
        self.name = name
        self.generateName = generateName
        self.namespace = namespace
        self.labels = labels
        self.annotations = annotations
        self.ownerReferences = ownerReferences
        self.finalizers = finalizers
    }

    /// Whether deletion was asked for.
    public var isBeingDeleted: Bool { deletionTimestamp != nil }

    /// The reference to the object that controls this one.
    public var controller: OwnerReference? { ownerReferences?.first { $0.controller == true } }
}

/// A reference from an object to one it belongs to.
///
/// Source: Kubernetes documentation, "Owners and Dependents".
public struct OwnerReference: Codable, Hashable, Sendable {
    public var apiVersion: String
    public var kind: String
    public var name: String
    public var uid: String
    /// Whether the owner manages the object; at most one does.
    public var controller: Bool?
    /// Whether foreground deletion of the owner waits for this object.
    public var blockOwnerDeletion: Bool?

    /// A reference; the owner must be in the same namespace or of the cluster.
    public init(
        apiVersion: String, kind: String, name: String, uid: String, controller: Bool? = nil,
        blockOwnerDeletion: Bool? = nil
    ) {
        self.apiVersion = apiVersion
        self.kind = kind
        self.name = name
        self.uid = uid
        self.controller = controller
        self.blockOwnerDeletion = blockOwnerDeletion
    }
}

extension KubernetesResource {
    /// A reference to this object as the controller of another; nil before the server gave it a name and a uid.
    public var controllerReference: OwnerReference? {
        guard let name = metadata.name, let uid = metadata.uid else { return nil }
        return OwnerReference(
            apiVersion: Self.resource.apiVersion, kind: Self.resource.kind, name: name, uid: uid, controller: true,
            blockOwnerDeletion: true)
    }
}
