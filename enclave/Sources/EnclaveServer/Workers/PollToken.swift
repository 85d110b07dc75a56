/// What a report of the poller is about, in 64 bits.
enum PollToken: Equatable {
    case wakeup
    case listener(Int)
    case connection(ConnectionAddress)

    // Generations stay below 2^31, so the upper half of the numbers is free for the others.
    private static let listeners = UInt64(1) << 63

    var encoded: UInt64 {
        switch self {
        case .wakeup: .max
        case .listener(let index): Self.listeners | UInt64(UInt32(clamping: index))
        case .connection(let address): UInt64(address.generation) << 32 | UInt64(UInt32(bitPattern: address.slot))
        }
    }

    init(encoded: UInt64) {
        if encoded == .max {
            self = .wakeup
        } else if encoded & Self.listeners != 0 {
            self = .listener(Int(encoded & ~Self.listeners))
        } else {
            self = .connection(
                ConnectionAddress(
                    slot: Int32(bitPattern: UInt32(truncatingIfNeeded: encoded)),
                    generation: UInt32(truncatingIfNeeded: encoded >> 32)))
        }
    }
}
