internal import EnclaveProtocol

/// A bounded cache of live keys: secret memory holds these and no more. Second-chance eviction.
struct KeyCache {
    private struct Slot {
        let key: CachedKey
        var wasUsed: Bool
    }

    /// Secret memory the cached keys may hold together, in bytes.
    let budget: Int
    private(set) var held = 0
    private var slots: [Identifier: Slot] = [:]
    private var names: [TenantName: Identifier] = [:]
    private var order: [Identifier] = []
    private var hand = 0

    init(budget: Int) { self.budget = budget }

    /// How many keys are held.
    var count: Int { slots.count }

    /// The key, if it is held.
    mutating func key(_ id: Identifier) -> CachedKey? {
        guard let index = slots.index(forKey: id) else { return nil }
        if !slots.values[index].wasUsed { slots.values[index].wasUsed = true }
        return slots.values[index].key
    }

    /// The id of a held key's name.
    func id(of name: TenantName) -> Identifier? { names[name] }

    /// Holds a key, in place of an older value of it; others make room.
    mutating func insert(_ key: CachedKey) {
        remove(key.record.id)
        while held + key.cost > budget, evictOne() {}
        slots[key.record.id] = Slot(key: key, wasUsed: false)
        names[TenantName(key.record)] = key.record.id
        order.append(key.record.id)
        held += key.cost
    }

    /// Lets keys go until at most `bytes` are held.
    mutating func shrink(to bytes: Int) {
        while held > bytes, evictOne() {}
    }

    /// Lets a key go.
    mutating func remove(_ id: Identifier) {
        guard let slot = slots.removeValue(forKey: id) else { return }
        names[TenantName(slot.key.record)] = nil
        held -= slot.key.cost
        order.removeAll { $0 == id }
        if hand >= order.count { hand = 0 }
    }

    private mutating func evictOne() -> Bool {
        guard !order.isEmpty else { return false }
        while true {
            hand = hand < order.count ? hand : 0
            let id = order[hand]
            if slots[id]?.wasUsed == true {
                slots[id]?.wasUsed = false
                hand += 1
            } else {
                evict(id, at: hand)
                return true
            }
        }
    }

    /// The last takes the evicted one's place, so that eviction is O(1).
    private mutating func evict(_ id: Identifier, at index: Int) {
        order.swapAt(index, order.count - 1)
        order.removeLast()
        guard let slot = slots.removeValue(forKey: id) else { return }
        names[TenantName(slot.key.record)] = nil
        held -= slot.key.cost
    }
}

/// A name within its tenant.
struct TenantName: Hashable, Sendable {
    let tenant: String
    let name: String

    init(tenant: String, name: String) {
        self.tenant = tenant
        self.name = name
    }

    init(_ record: KeyRecord) { self.init(tenant: record.tenant, name: record.name) }
}
