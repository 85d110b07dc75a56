internal import FoundationEssentials
internal import HTTPTypes
internal import Kubernetes

extension DoubleState {
    /// Resources without a status subresource.
    private static let withoutStatus: Set<String> = ["secrets", "configmaps", "leases", "events"]

    /// Carries out a request that is no watch.
    mutating func answer(
        _ method: HTTPRequest.Method, _ target: RequestTarget, contentType: String?, _ body: JSONValue?
    ) throws(StatusBody) -> (status: Int, json: JSONValue) {
        switch (method, target.name) {
        case (.get, nil): return (200, try list(target))
        case (.get, _?): return (200, try find(target))
        case (.post, nil): return (201, try create(target, body ?? [:]))
        case (.put, _?): return (200, try replace(target, by: body ?? [:]))
        case (.patch, _?): return (200, try patch(target, contentType, body ?? [:]))
        case (.delete, _?): return (200, try delete(target, body ?? [:]))
        default: throw StatusBody(code: 405, reason: "MethodNotAllowed", message: "this method is not allowed")
        }
    }

    private func find(_ target: RequestTarget) throws(StatusBody) -> JSONValue {
        guard let object = objects[target.resource]?[target.key] else {
            throw .notFound(target.resource.plural, target.key.name)
        }
        return object
    }

    private func list(_ target: RequestTarget) throws(StatusBody) -> JSONValue {
        let token = target.query["continue"].map { $0.split(separator: ":", maxSplits: 1).map(String.init) }
        let since = token?.first.flatMap(Int.init) ?? version
        guard since >= compacted else { throw .expired(since) }
        let all = (objects[target.resource] ?? [:]).filter { target.filter.matches($0.value) }
            .sorted { $0.key < $1.key }
        let rest = all.drop { entry in token.map { entry.key.description <= $0.last ?? "" } ?? false }
        let page = rest.prefix(target.query["limit"].flatMap(Int.init).flatMap { $0 > 0 ? $0 : nil } ?? .max)
        var metadata: JSONValue = ["resourceVersion": .string(String(since))]
        if page.count < rest.count, let last = page.last {
            metadata["continue"] = .string("\(since):\(last.key)")
            metadata["remainingItemCount"] = .integer(Int64(rest.count - page.count))
        }
        return [
            "kind": .string(target.resource.kind + "List"), "apiVersion": .string(target.resource.apiVersion),
            "metadata": metadata, "items": .array(page.map(\.value)),
        ]
    }

    private mutating func create(_ target: RequestTarget, _ body: JSONValue) throws(StatusBody) -> JSONValue {
        var object = body
        var metadata = ObjectMeta(body)
        if metadata.name == nil, let prefix = metadata.generateName {
            metadata.name = prefix + String(UInt32.random(in: 0...UInt32.max), radix: 36)
        }
        guard let name = metadata.name, !name.isEmpty else {
            throw .invalid(target.resource, "", field: "metadata.name", "name or generateName is required")
        }
        metadata.namespace = target.resource.isNamespaced ? target.namespace : nil
        let key = ObjectKey(namespace: metadata.namespace, name: name)
        guard objects[target.resource]?[key] == nil else {
            throw .alreadyExists(target.resource.plural, name)
        }
        metadata.uid = UUID().uuidString.lowercased()
        metadata.creationTimestamp = .now
        metadata.generation = 1
        var unstructured = Unstructured(object.objectValue ?? [:])
        unstructured.metadata = metadata
        object = .object(unstructured.fields)
        if !Self.withoutStatus.contains(target.resource.plural) { object["status"] = nil }
        return target.query["dryRun"] == nil ? store(object, target.resource, type: "ADDED") : object
    }

    private mutating func replace(_ target: RequestTarget, by body: JSONValue) throws(StatusBody) -> JSONValue {
        try change(target, find(target), to: body)
    }

    private mutating func patch(
        _ target: RequestTarget, _ contentType: String?, _ body: JSONValue
    ) throws(StatusBody) -> JSONValue {
        let old = try find(target)
        switch contentType {
        case "application/merge-patch+json", "application/strategic-merge-patch+json":
            return try change(target, old, to: old.merged(with: body), expected: body)
        case "application/json-patch+json":
            return try change(target, old, to: try old.patched(with: body.arrayValue ?? []))
        default:
            throw StatusBody(code: 415, reason: "UnsupportedMediaType", message: "this double has no such patch")
        }
    }

    /// Stores what may be changed through the target: status or approval alone, or everything else.
    private mutating func change(
        _ target: RequestTarget, _ old: JSONValue, to new: JSONValue, expected: JSONValue? = nil
    ) throws(StatusBody) -> JSONValue {
        if let wanted = (expected ?? new).value(at: "metadata", "resourceVersion")?.stringValue,
            wanted != old.value(at: "metadata", "resourceVersion")?.stringValue
        {
            throw .conflict(target.resource, target.key.name, "the object has been modified; please apply your changes")
        }
        let object = merge(target, old, new)
        guard object != old else { return old }
        guard target.query["dryRun"] == nil else { return object }
        let metadata = ObjectMeta(object)
        let isGone = metadata.isBeingDeleted && (metadata.finalizers ?? []).isEmpty
        return store(object, target.resource, type: isGone ? "DELETED" : "MODIFIED")
    }

    private func merge(_ target: RequestTarget, _ old: JSONValue, _ new: JSONValue) -> JSONValue {
        if let subresource = target.subresource {
            var object = old
            if subresource == "approval" {
                let conditions = new.value(at: "status", "conditions") ?? []
                object["status"] = (old["status"] ?? [:]).merged(with: ["conditions": conditions])
            } else {
                object["status"] = new["status"]
            }
            return object
        }
        var object = new
        if !Self.withoutStatus.contains(target.resource.plural) { object["status"] = old["status"] }
        var kept = Unstructured(object.objectValue ?? [:])
        let before = ObjectMeta(old)
        kept.metadata.uid = before.uid
        kept.metadata.creationTimestamp = before.creationTimestamp
        kept.metadata.deletionTimestamp = before.deletionTimestamp
        kept.metadata.resourceVersion = before.resourceVersion
        kept.metadata.name = before.name
        kept.metadata.namespace = before.namespace
        kept.metadata.generation = (before.generation ?? 1) + (old["spec"] == new["spec"] ? 0 : 1)
        return .object(kept.fields)
    }

    private mutating func delete(_ target: RequestTarget, _ options: JSONValue) throws(StatusBody) -> JSONValue {
        let old = try find(target)
        for name in ["uid", "resourceVersion"] {
            guard let wanted = options.value(at: "preconditions", name) else { continue }
            guard old.value(at: "metadata", name) == wanted else {
                throw .conflict(target.resource, target.key.name, "Precondition failed: \(name) does not match")
            }
        }
        guard (ObjectMeta(old).finalizers ?? []).isEmpty else {
            guard !ObjectMeta(old).isBeingDeleted else { return old }
            var object = Unstructured(old.objectValue ?? [:])
            object.metadata.deletionTimestamp = .now
            return store(.object(object.fields), target.resource, type: "MODIFIED")
        }
        return store(old, target.resource, type: "DELETED")
    }
}

extension ObjectMeta {
    init(_ object: JSONValue) {
        self = Unstructured(object.objectValue ?? [:]).metadata
    }
}
