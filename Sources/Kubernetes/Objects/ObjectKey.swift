/// A namespace and a name: what an object is called within its resource.
public struct ObjectKey: Hashable, Sendable {
    /// The namespace; nil for objects of the cluster.
    public let namespace: String?
    /// The name.
    public let name: String

    /// A key.
    public init(namespace: String? = nil, name: String) {
        self.namespace = namespace
        self.name = name
    }
}

extension ObjectKey: CustomStringConvertible {
    public var description: String {
        namespace.map { "\($0)/\(name)" } ?? name
    }
}

extension ObjectKey: Comparable {
    public static func < (left: Self, right: Self) -> Bool {
        (left.namespace ?? "", left.name) < (right.namespace ?? "", right.name)
    }
}
