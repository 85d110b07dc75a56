internal import EnclaveProtocol

/// A bounded cache of live keys: secret memory holds these and no more. Second-chance eviction, O(1) over time.
struct KeyCache {
    private struct Slot {
        let key: CachedKey
        /// A key is held because it is about to be used.
        var wasUsed = true
    }

    /// Secret memory the cached keys may hold together, in bytes.
    let budget: Int
    private(set) var held = 0
    private var slots: [Slot] = []
    private var positions: [Identifier: Int] = [:]
    private var names: [TenantName: Identifier] = [:]
    private var hand = 0

    init(budget: Int) { self.budget = budget }

    /// How many keys are held.
    var count: Int { slots.count }

    /// The key, if it is held.
    mutating func key(_ id: Identifier) -> CachedKey? {
        guard let position = positions[id] else { return nil }
        if !slots[position].wasUsed { slots[position].wasUsed = true }
        return slots[position].key
    }

    /// The id of a held key's name.
    func id(of name: TenantName) -> Identifier? { names[name] }

    /// Holds a key, in place of an older value of it; others make room.
    mutating func insert(_ key: CachedKey) {
        remove(key.record.id)
        while held + key.cost > budget, evictOne() {}
        names[TenantName(key.record)] = key.record.id
        held += key.cost
        slots.append(Slot(key: key))
        // Right behind the hand, so that it is the last to be looked at.
        let place = min(hand, slots.count - 1)
        slots.swapAt(place, slots.count - 1)
        for moved in [place, slots.count - 1] { positions[slots[moved].key.record.id] = moved }
        hand = place + 1
    }

    /// Lets keys go until at most `bytes` are held.
    mutating func shrink(to bytes: Int) {
        while held > bytes, evictOne() {}
    }

    /// Lets a key go.
    mutating func remove(_ id: Identifier) {
        if let position = positions[id] { remove(at: position) }
    }

    private mutating func evictOne() -> Bool {
        guard !slots.isEmpty else { return false }
        while true {
            if hand >= slots.count { hand = 0 }
            guard slots[hand].wasUsed else { break }
            slots[hand].wasUsed = false
            hand += 1
        }
        remove(at: hand)
        return true
    }

    /// The last takes the place that becomes free.
    private mutating func remove(at position: Int) {
        slots.swapAt(position, slots.count - 1)
        let key = slots.removeLast().key
        if position < slots.count { positions[slots[position].key.record.id] = position }
        positions[key.record.id] = nil
        names[TenantName(key.record)] = nil
        held -= key.cost
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
