public import Kubernetes

/// What happened to an object of a store.
public enum ObjectChange<Object: KubernetesObject>: Sendable {
    case added(Object)
    case updated(old: Object, new: Object)
    /// The object as it was last known.
    case deleted(Object)

    /// The object's key.
    public var key: ObjectKey { object.key }

    /// The object as it is now, or was last.
    public var object: Object {
        switch self {
        case .added(let object), .updated(_, let object), .deleted(let object): object
        }
    }
}

/// Objects by key, and by the values of named indexes.
struct ObjectStore<Object: KubernetesObject>: Sendable {
    typealias Index = @Sendable (Object) -> [String]

    private let indexes: [String: Index]
    private var objects: [ObjectKey: Object] = [:]
    private var entries: [String: [String: Set<ObjectKey>]] = [:]
    /// The keys not seen yet in a list that is being read.
    private var unseen: Set<ObjectKey>?

    init(indexes: [String: Index] = [:]) {
        self.indexes = indexes
    }

    var count: Int { objects.count }
    var all: [Object] { Array(objects.values) }

    subscript(_ key: ObjectKey) -> Object? { objects[key] }

    /// The objects with that value of an index.
    func objects(index: String, value: String) -> [Object] {
        (entries[index]?[value] ?? []).compactMap { objects[$0] }
    }

    /// Puts an object in; nil if it is there in just that state.
    mutating func insert(_ object: Object) -> ObjectChange<Object>? {
        let key = object.key
        unseen?.remove(key)
        guard let old = objects.updateValue(object, forKey: key) else {
            enter(object, key)
            return .added(object)
        }
        guard !old.isSameState(as: object) else { return nil }
        withdraw(old, key)
        enter(object, key)
        return .updated(old: old, new: object)
    }

    /// Takes an object out; nil if it is not there.
    mutating func remove(_ key: ObjectKey) -> ObjectChange<Object>? {
        unseen?.remove(key)
        guard let old = objects.removeValue(forKey: key) else { return nil }
        withdraw(old, key)
        return .deleted(old)
    }

    /// A list begins: what it does not name by its end is gone.
    mutating func beginList() {
        unseen = Set(objects.keys)
    }

    /// The list ended.
    mutating func endList() -> [ObjectChange<Object>] {
        let gone = unseen ?? []
        unseen = nil
        return gone.compactMap { remove($0) }
    }

    private mutating func enter(_ object: Object, _ key: ObjectKey) {
        for (name, index) in indexes {
            for value in index(object) { entries[name, default: [:]][value, default: []].insert(key) }
        }
    }

    private mutating func withdraw(_ object: Object, _ key: ObjectKey) {
        for (name, index) in indexes {
            for value in index(object) {
                entries[name]?[value]?.remove(key)
                if entries[name]?[value]?.isEmpty == true { entries[name]?[value] = nil }
            }
        }
    }
}

extension KubernetesObject {
    fileprivate func isSameState(as other: Self) -> Bool {
        metadata.resourceVersion != nil && metadata.resourceVersion == other.metadata.resourceVersion
            && metadata.uid == other.metadata.uid
    }
}
