/// 16 bytes, big-endian in every file.
package struct Identifier128: Sendable, Hashable {
    package let high: UInt64
    package let low: UInt64

    package init(high: UInt64, low: UInt64) {
        self.high = high
        self.low = low
    }

    /// Nil unless there are exactly 16 bytes.
    package init?(_ bytes: some Collection<UInt8>) {
        guard bytes.count == 16 else { return nil }
        self.init(high: UInt64(bigEndianBytes: bytes.prefix(8)), low: UInt64(bigEndianBytes: bytes.suffix(8)))
    }

    /// Fresh from the system's generator.
    package static func random() -> Identifier128 {
        var generator = SystemRandomNumberGenerator()
        return Identifier128(high: generator.next(), low: generator.next())
    }

    package var bytes: [UInt8] {
        var out: [UInt8] = []
        out.reserveCapacity(16)
        out.append(bigEndian: high)
        out.append(bigEndian: low)
        return out
    }
}

extension UInt64 {
    init(bigEndianBytes bytes: some Collection<UInt8>) {
        self = bytes.reduce(0) { $0 << 8 | UInt64($1) }
    }
}
