package import EnclaveProtocol

extension Journal {
    /// Ids of the slots of a kind behind `after`, ascending, at most `limit`: one pass over the index, no copy of it.
    package func slots(kind: UInt8, after: Identifier?, limit: Int) -> [Identifier] {
        var smallest: [Identifier] = []
        smallest.reserveCapacity(limit * 2)
        monitor.withLock { state in
            for position in state.index.positions {
                guard let (slot, _) = state.index.entry(position), slot.kind == kind else { continue }
                if let after, slot.id <= after { continue }
                if smallest.count == limit * 2 { Self.keepSmallest(limit, of: &smallest) }
                smallest.append(slot.id)
            }
        }
        Self.keepSmallest(limit, of: &smallest)
        return smallest
    }

    /// Whether a slot holds a value.
    package func holds(_ slot: RecordSlot) -> Bool { monitor.withLock { $0.index[slot] != nil } }

    /// How many slots of a kind hold a value.
    package func count(kind: UInt8) -> Int {
        monitor.withLock { state in
            state.index.positions.count { state.index.entry($0)?.slot.kind == kind }
        }
    }

    private static func keepSmallest(_ limit: Int, of ids: inout [Identifier]) {
        ids.sort()
        ids.removeLast(max(0, ids.count - limit))
    }
}
