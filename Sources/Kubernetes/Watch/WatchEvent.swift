/// What a watch tells.
///
/// Source: Kubernetes API Concepts, "Efficient detection of changes" and "Watch bookmarks".
public enum WatchEvent<Object: KubernetesObject>: Sendable {
    case added(Object)
    case modified(Object)
    /// The object as it was last.
    case deleted(Object)
    /// Everything up to that resourceVersion was told.
    case bookmark(resourceVersion: String)

    /// The state of the collection with this event.
    public var resourceVersion: String? {
        switch self {
        case .added(let object), .modified(let object), .deleted(let object): object.metadata.resourceVersion
        case .bookmark(let version): version
        }
    }
}

/// A line of a watch's answer.
enum WatchLine<Object: KubernetesObject>: Decodable {
    case event(WatchEvent<Object>)
    case failure(APIStatus)
    /// A type of event that is not known yet.
    case other

    private struct Marker: Decodable {
        let metadata: ObjectMeta
    }

    private enum CodingKeys: CodingKey {
        case type, object
    }

    init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        switch try container.decode(String.self, forKey: .type) {
        case "ADDED": self = .event(.added(try container.decode(Object.self, forKey: .object)))
        case "MODIFIED": self = .event(.modified(try container.decode(Object.self, forKey: .object)))
        case "DELETED": self = .event(.deleted(try container.decode(Object.self, forKey: .object)))
        case "BOOKMARK":
            let marker = try container.decode(Marker.self, forKey: .object)
            self = .event(.bookmark(resourceVersion: marker.metadata.resourceVersion ?? ""))
        case "ERROR": self = .failure(try container.decode(APIStatus.self, forKey: .object))
        default: self = .other
        }
    }
}
