/// Which objects a list or watch shows.
///
/// Source: Kubernetes API Concepts, "Retrieving large results sets in chunks" and "Resource versions".
public struct ListOptions: Hashable, Sendable {
    /// For example `app=x,tier!=y`.
    public var labelSelector: String?
    /// For example `metadata.name=x`.
    public var fieldSelector: String?
    /// The most items of a page; nil for all at once.
    public var limit: Int?
    /// The token of a page, from ``ObjectList/nextPage``.
    public var page: String?
    /// The state to show; nil for the newest.
    public var resourceVersion: String?

    /// Options.
    public init(
        labelSelector: String? = nil, fieldSelector: String? = nil, limit: Int? = nil, page: String? = nil,
        resourceVersion: String? = nil
    ) {
        self.labelSelector = labelSelector
        self.fieldSelector = fieldSelector
        self.limit = limit
        self.page = page
        self.resourceVersion = resourceVersion
    }

    var query: [(name: String, value: String)] {
        [
            ("labelSelector", labelSelector), ("fieldSelector", fieldSelector), ("limit", limit.map(String.init)),
            ("continue", page), ("resourceVersion", resourceVersion),
        ].compactMap { name, value in value.map { (name, $0) } }
    }

    /// The objects of all pages, `size` each, which `read` gives one after the other.
    func allPages<Object>(
        of size: Int, _ read: (ListOptions) async throws(KubernetesError) -> ObjectList<Object>
    ) async throws(KubernetesError) -> [Object] {
        var options = self
        options.limit = size
        var objects: [Object] = []
        repeat {
            let list = try await read(options)
            objects += list.items
            options.page = list.nextPage
        } while options.page != nil
        return objects
    }
}

/// How a change is made.
///
/// Source: Kubernetes API Concepts, "Dry-run" and "Field validation".
public struct WriteOptions: Hashable, Sendable {
    /// What the server does about unknown and duplicate fields.
    public enum FieldValidation: String, Sendable {
        case ignore = "Ignore"
        case warn = "Warn"
        case strict = "Strict"
    }

    /// Whether everything but the storing is done.
    public var isDryRun: Bool
    /// Who manages the fields that are set.
    public var fieldManager: String?
    /// What the server does about unknown and duplicate fields; nil leaves it to the server.
    public var fieldValidation: FieldValidation?

    /// Options.
    public init(isDryRun: Bool = false, fieldManager: String? = nil, fieldValidation: FieldValidation? = nil) {
        self.isDryRun = isDryRun
        self.fieldManager = fieldManager
        self.fieldValidation = fieldValidation
    }

    var query: [(name: String, value: String)] {
        [
            ("dryRun", isDryRun ? "All" : nil), ("fieldManager", fieldManager),
            ("fieldValidation", fieldValidation?.rawValue),
        ].compactMap { name, value in value.map { (name, $0) } }
    }
}

/// How an object is deleted.
///
/// Source: Kubernetes API reference, `DeleteOptions`.
public struct DeleteOptions: Encodable, Hashable, Sendable {
    /// What the object must be; else the server answers `conflict`.
    public struct Preconditions: Encodable, Hashable, Sendable {
        public var uid: String?
        public var resourceVersion: String?
    }

    /// What becomes of the objects that belong to it.
    public enum Propagation: String, Encodable, Sendable {
        case orphan = "Orphan"
        case background = "Background"
        case foreground = "Foreground"
    }

    private let apiVersion = "v1"
    private let kind = "DeleteOptions"
    /// What the object must be.
    public var preconditions: Preconditions?
    /// What becomes of the objects that belong to it; nil leaves it to the resource.
    public var propagationPolicy: Propagation?
    /// How long a pod may take to end.
    public var gracePeriodSeconds: Int64?

    /// Options.
    public init(
        uid: String? = nil, resourceVersion: String? = nil, propagationPolicy: Propagation? = nil,
        gracePeriodSeconds: Int64? = nil
    ) {
        if uid != nil || resourceVersion != nil {
            preconditions = Preconditions(uid: uid, resourceVersion: resourceVersion)
        }
        self.propagationPolicy = propagationPolicy
        self.gracePeriodSeconds = gracePeriodSeconds
    }
}
