/// A change of an object.
///
/// Source: Kubernetes API Concepts, "Patches"; RFC 7396; RFC 6902.
public enum Patch: Sendable {
    /// Members replace those of the object, null removes them, arrays replace as a whole. With a
    /// `metadata.resourceVersion` inside, it applies only to that state of the object.
    case merge(JSONValue)
    /// Operations in order, all or none.
    case json([Operation])
    /// As `merge`, but arrays of built-in kinds are merged by their keys; not for custom resources.
    case strategic(JSONValue)
    /// What `manager` wants the object to be (server-side apply). Without `force`, another manager's field is a
    /// `conflict`.
    case apply(JSONValue, manager: String, force: Bool = false)

    /// One operation of a JSON patch; paths are member names and array indexes, `-` is behind the last element.
    public enum Operation: Hashable, Sendable {
        case add([String], JSONValue)
        case remove([String])
        case replace([String], JSONValue)
        case test([String], JSONValue)
    }

    var contentType: String {
        switch self {
        case .merge: "application/merge-patch+json"
        case .json: "application/json-patch+json"
        case .strategic: "application/strategic-merge-patch+json"
        // Server-side apply is YAML by name; JSON is YAML.
        case .apply: "application/apply-patch+yaml"
        }
    }

    var query: [(name: String, value: String)] {
        guard case .apply(_, let manager, let force) = self else { return [] }
        return [("fieldManager", manager)] + (force ? [("force", "true")] : [])
    }

    /// The body; an apply must name its group, version and kind.
    func body(for resource: ResourceDescriptor) throws(KubernetesError) -> APIRequest.Body {
        switch self {
        case .merge(let value), .strategic(let value):
            return try JSONBody.encode(value, contentType: contentType)
        case .json(let operations):
            return try JSONBody.encode(operations, contentType: contentType)
        case .apply(var value, _, _):
            value["apiVersion"] = .string(resource.apiVersion)
            value["kind"] = .string(resource.kind)
            return try JSONBody.encode(value, contentType: contentType)
        }
    }
}

extension Patch.Operation: Encodable {
    private enum CodingKeys: String, CodingKey {
        case operation = "op"
        case path, value
    }

    /// Writes it as the API reads it.
    public func encode(to encoder: any Encoder) throws {
        let (operation, path, value): (String, [String], JSONValue?) =
            switch self {
            case .add(let path, let value): ("add", path, value)
            case .remove(let path): ("remove", path, nil)
            case .replace(let path, let value): ("replace", path, value)
            case .test(let path, let value): ("test", path, value)
            }
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(operation, forKey: .operation)
        try container.encode(path.map(Self.escaped).joined(), forKey: .path)
        try container.encodeIfPresent(value, forKey: .value)
    }

    /// A reference token of a JSON pointer (RFC 6901, section 3).
    private static func escaped(_ token: String) -> String {
        "/" + token.map { $0 == "~" ? "~0" : $0 == "/" ? "~1" : String($0) }.joined()
    }
}
