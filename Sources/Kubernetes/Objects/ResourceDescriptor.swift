/// Where a kind of object lives in the API: group, version, plural name, kind, and whether it is in namespaces.
///
/// Source: Kubernetes API Concepts, "Resource URIs".
public struct ResourceDescriptor: Hashable, Sendable {
    /// The API group; empty for the core group.
    public let group: String
    /// The version, for example `v1`.
    public let version: String
    /// The name in URLs, lower case, for example `certificatesigningrequests`.
    public let plural: String
    /// The kind, for example `CertificateSigningRequest`.
    public let kind: String
    /// Whether objects live in a namespace.
    public let isNamespaced: Bool

    /// A resource; `group` is empty for the core group.
    public init(group: String = "", version: String, plural: String, kind: String, isNamespaced: Bool = true) {
        self.group = group
        self.version = version
        self.plural = plural
        self.kind = kind
        self.isNamespaced = isNamespaced
    }

    /// `group/version`, or the version alone in the core group.
    public var apiVersion: String {
        group.isEmpty ? version : "\(group)/\(version)"
    }

    /// The path segments of the collection, or of the object of that name.
    func path(namespace: String?, name: String? = nil, subresource: String? = nil) -> [String] {
        var path = group.isEmpty ? ["api", version] : ["apis", group, version]
        if isNamespaced, let namespace { path += ["namespaces", namespace] }
        path.append(plural)
        if let name { path.append(name) }
        if let subresource { path.append(subresource) }
        return path
    }
}
