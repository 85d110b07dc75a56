internal import FoundationEssentials
internal import Kubernetes

/// The objects of a server, what happened to them, and who watches.
struct DoubleState {
    /// A change, as watches tell it.
    struct Change {
        var type: String
        var resource: ResourceDescriptor
        var object: JSONValue
        /// The object before, if there was one.
        var old: JSONValue?
        var version: Int
    }

    struct Watcher {
        var resource: ResourceDescriptor
        var filter: ObjectFilter
        var continuation: AsyncThrowingStream<String, any Error>.Continuation
    }

    let resources: [ResourceDescriptor]
    let bookmarkInterval: Duration
    var objects: [ResourceDescriptor: [ObjectKey: JSONValue]] = [:]
    var version = 100
    var history: [Change] = []
    /// The newest state that is forgotten.
    var compacted = 50
    var watchers: [Int: Watcher] = [:]
    var nextWatcher = 0
    var refusals: Refusals?
    var tokens: Set<String>?
    var isStalled = false
    /// The server goes away: watches end at once.
    var isEnding = false
    var requestCount = 0
    var clientPorts: Set<Int> = []
    var newestHeaders: [(name: String, value: String)] = []

    init(resources: [ResourceDescriptor], bookmarkInterval: Duration) {
        self.resources = resources
        self.bookmarkInterval = bookmarkInterval
    }

    /// Stores an object in a new state and tells the watchers.
    mutating func store(_ object: JSONValue, _ resource: ResourceDescriptor, type: String) -> JSONValue {
        version += 1
        var object = object
        object["metadata"]?["resourceVersion"] = .string(String(version))
        object["apiVersion"] = .string(resource.apiVersion)
        object["kind"] = .string(resource.kind)
        let key = object.objectKey
        let old = objects[resource]?[key]
        objects[resource, default: [:]][key] = type == "DELETED" ? nil : object
        let change = Change(type: type, resource: resource, object: object, old: old, version: version)
        history.append(change)
        for watcher in watchers.values { watcher.tell(change) }
        return object
    }

    mutating func compact() {
        version += 1
        compacted = version
        history = []
    }

    /// A watch from a state on: first what happened since then.
    mutating func watch(
        _ resource: ResourceDescriptor, filter: ObjectFilter, since: Int?
    ) -> (id: Int, lines: AsyncThrowingStream<String, any Error>) {
        let (lines, continuation) = AsyncThrowingStream.makeStream(of: String.self)
        let watcher = Watcher(resource: resource, filter: filter, continuation: continuation)
        if let since, since != 0, since < compacted {
            continuation.yield(StatusBody.expired(since).watchLine)
            continuation.finish()
        } else if let since, since != 0 {
            for change in history where change.version > since { watcher.tell(change) }
        } else {
            for object in (objects[resource] ?? [:]).values {
                watcher.tell(Change(type: "ADDED", resource: resource, object: object, version: version))
            }
        }
        if isEnding { continuation.finish(throwing: WatchCut()) }
        nextWatcher += 1
        watchers[nextWatcher] = watcher
        return (nextWatcher, lines)
    }

    /// Tells a watcher how far everything was told.
    func bookmark(_ id: Int) {
        guard let watcher = watchers[id] else { return }
        let object: JSONValue = [
            "kind": .string(watcher.resource.kind), "apiVersion": .string(watcher.resource.apiVersion),
            "metadata": ["resourceVersion": .string(String(version))],
        ]
        watcher.continuation.yield(JSONValue.object(["type": "BOOKMARK", "object": object]).text)
    }
}

extension DoubleState.Watcher {
    func tell(_ change: DoubleState.Change) {
        guard change.resource == resource, let type = type(of: change) else { return }
        continuation.yield(JSONValue.object(["type": .string(type), "object": change.object]).text)
    }

    /// An object that comes under the filter by a change is added to what the watch shows, and one that leaves deleted.
    private func type(of change: DoubleState.Change) -> String? {
        let wasShown = change.old.map(filter.matches) ?? false
        let isShown = change.type != "DELETED" && filter.matches(change.object)
        switch (wasShown, isShown) {
        case (true, true): return "MODIFIED"
        case (false, true): return "ADDED"
        case (true, false): return "DELETED"
        case (false, false): return nil
        }
    }
}

/// Which objects a list or watch shows.
struct ObjectFilter {
    var namespace: String?
    var labels: [String: String] = [:]
    var fields: [String: String] = [:]

    func matches(_ object: JSONValue) -> Bool {
        let metadata = object["metadata"]
        guard namespace == nil || metadata?["namespace"]?.stringValue == namespace else { return false }
        guard labels.allSatisfy({ metadata?["labels"]?[$0.key]?.stringValue == $0.value }) else { return false }
        return fields.allSatisfy { path, value in
            let found = path.split(separator: ".").reduce(object as JSONValue?) { $0?[String($1)] }
            return found?.stringValue == value
        }
    }

    /// `a=b,c=d` as names and values.
    static func pairs(_ selector: String?) -> [String: String] {
        let pairs = (selector ?? "").split(separator: ",").map { $0.split(separator: "=") }
        return Dictionary(
            pairs.compactMap { $0.count == 2 ? (String($0[0]), String($0[1])) : nil }, uniquingKeysWith: { $1 })
    }
}

extension JSONValue {
    var objectKey: ObjectKey {
        ObjectKey(
            namespace: value(at: "metadata", "namespace")?.stringValue,
            name: value(at: "metadata", "name")?.stringValue ?? "")
    }

    /// This as JSON text on one line.
    var text: String {
        (try? JSONEncoder().encode(self)).map { String(decoding: $0, as: UTF8.self) } ?? "null"
    }
}
