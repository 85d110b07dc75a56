/// What lies in etcd for one resource: each object, and how it is stored.
struct StorageSurvey: Sendable {
    /// One object.
    struct Item: Sendable {
        /// `NAMESPACE/NAME`, or the name alone outside namespaces.
        let name: String
        let value: StoredValue
    }

    /// The resource.
    let resource: String
    /// Every object, in etcd's order.
    private(set) var items: [Item] = []
    /// How many objects are stored in each way.
    private(set) var counts: [StoredValue: Int] = [:]
    /// How the object that was written last is stored.
    private(set) var newest: StoredValue?
    private var newestRevision: Int64 = 0

    init(resource: String) { self.resource = resource }

    /// Takes in an object that was last written at `revision`.
    mutating func add(_ item: Item, revision: Int64) {
        items.append(item)
        counts[item.value, default: 0] += 1
        if revision >= newestRevision { (newest, newestRevision) = (item.value, revision) }
    }

    /// How many anyone who reads etcd can read.
    var plain: Int { counts[.plain, default: 0] }

    /// How many are encrypted.
    var encrypted: Int {
        counts.reduce(0) { sum, entry in
            guard case .encrypted = entry.key else { return sum }
            return sum + entry.value
        }
    }

    /// How many claim to be encrypted and are not whole.
    var unreadable: Int { items.count - plain - encrypted }

    /// The ways of storing, the most frequent first.
    var groups: [(value: StoredValue, count: Int)] {
        counts.map { (value: $0.key, count: $0.value) }
            .sorted { ($1.count, $0.value.text) < ($0.count, $1.value.text) }
    }

    /// The objects that are not stored as the newest is.
    var others: [Item] { items.filter { $0.value != newest } }
}

extension StoredValue {
    /// In words, in one line.
    var text: String {
        switch self {
        case .plain: "plain"
        case .encrypted(let seal):
            "\(seal.provider.rawValue) \(Printable.text(seal.name))"
                + (seal.keyID.map { ", key id \(Printable.text($0))" } ?? "")
        case .unreadable(let reason): "unreadable: \(reason)"
        }
    }
}
