private import CEnclaveSystem

/// The connections of one worker: fixed slots in one mapping of ordinary memory, of which only those ever used at the
/// same time take pages.
@safe
struct ConnectionTable: ~Copyable {
    private let base: UnsafeMutablePointer<Connection>
    private let capacity: Int32
    private var firstFree: Int32 = -1
    private var lastGeneration: UInt32 = 0
    /// Slots below this one were in use once.
    private(set) var limit: Int32 = 0
    /// Connections now.
    private(set) var count = 0

    init(capacity: Int) throws(ServerError) {
        guard let memory = unsafe casemate_ordinary_map(capacity * MemoryLayout<Connection>.stride) else {
            throw .cannotStart("memory for \(capacity) connections", errorNumber: SystemError.number)
        }
        unsafe base = unsafe memory.bindMemory(to: Connection.self, capacity: capacity)
        self.capacity = Int32(clamping: capacity)
    }

    deinit {
        unsafe base.deinitialize(count: Int(limit))
        unsafe casemate_ordinary_unmap(base, Int(capacity) * MemoryLayout<Connection>.stride)
    }

    /// A connection in a slot below `limit`.
    subscript(slot: Int32) -> Connection {
        @inline(__always) _read {
            precondition(slot >= 0 && slot < limit, "no such slot")
            yield unsafe base[Int(slot)]
        }
        @inline(__always) _modify {
            precondition(slot >= 0 && slot < limit, "no such slot")
            yield unsafe &base[Int(slot)]
        }
    }

    /// A slot for a new connection, or nil when all are in use.
    mutating func claim() -> Int32? {
        let slot: Int32
        if firstFree >= 0 {
            slot = firstFree
            firstFree = self[slot].nextFree
        } else {
            guard limit < capacity else { return nil }
            slot = limit
            unsafe (base + Int(slot)).initialize(to: Connection())
            limit += 1
        }
        lastGeneration = lastGeneration >= UInt32(Int32.max) ? 1 : lastGeneration + 1
        self[slot] = Connection()
        self[slot].generation = lastGeneration
        count += 1
        return slot
    }

    /// Frees a slot whose buffers were given back.
    mutating func free(_ slot: Int32) {
        self[slot] = Connection()
        self[slot].nextFree = firstFree
        firstFree = slot
        count -= 1
    }

    /// The address of the connection in a slot.
    func address(of slot: Int32) -> ConnectionAddress {
        ConnectionAddress(slot: slot, generation: self[slot].generation)
    }

    /// The slot of an address, or nil when that connection is gone.
    func slot(of address: ConnectionAddress) -> Int32? {
        guard address.slot >= 0, address.slot < limit, self[address.slot].generation == address.generation,
            self[address.slot].phase != .free
        else { return nil }
        return address.slot
    }
}
