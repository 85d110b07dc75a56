/// An object with metadata: a struct with the fields a program needs, or ``Unstructured``, which keeps all.
public protocol KubernetesObject: Codable, Sendable {
    /// The object's metadata.
    var metadata: ObjectMeta { get set }
}

extension KubernetesObject {
    /// The object's namespace and name.
    public var key: ObjectKey {
        ObjectKey(namespace: metadata.namespace, name: metadata.name ?? "")
    }
}

/// An object whose type says where it lives in the API.
public protocol KubernetesResource: KubernetesObject {
    /// Where objects of this type live.
    static var resource: ResourceDescriptor { get }
}

/// An object that loses nothing when it is decoded and encoded again, so that it may be replaced as a whole (PUT).
///
/// A struct that knows only some fields would delete the others by a PUT; it is changed by patches instead.
public protocol LosslessObject: KubernetesObject {}

/// A list's metadata and one page of its items.
public struct ObjectList<Object: Decodable & Sendable>: Decodable, Sendable {
    /// Metadata of a list (API conventions, "Lists and Simple kinds").
    public struct Metadata: Decodable, Sendable {
        /// The state of the collection that the list shows; a watch continues from it.
        public var resourceVersion: String?
        /// Where the next page begins; nil or empty on the last page.
        public var `continue`: String?
        /// About how many items are to come.
        public var remainingItemCount: Int64?
    }

    /// The list's metadata.
    public var metadata: Metadata
    /// The items of this page.
    public var items: [Object]

    private enum CodingKeys: CodingKey {
        case metadata, items
    }

    /// Reads it as the API writes it.
    public init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        metadata = try container.decode(Metadata.self, forKey: .metadata)
        items = try container.decodeIfPresent([Object].self, forKey: .items) ?? []
    }

    /// The token of the next page, or nil.
    public var nextPage: String? {
        metadata.continue.flatMap { $0.isEmpty ? nil : $0 }
    }
}
