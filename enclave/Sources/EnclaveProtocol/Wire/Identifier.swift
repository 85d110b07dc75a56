/// A random 128-bit id: of a key, an instance, a member.
public struct Identifier: WireCodable, Hashable, Comparable, CustomStringConvertible {
    /// The first eight bytes, big-endian.
    public let high: UInt64
    /// The last eight bytes, big-endian.
    public let low: UInt64

    /// An id from its two halves.
    public init(high: UInt64, low: UInt64) {
        self.high = high
        self.low = low
    }

    /// An id from 16 bytes, or nil when there are not 16.
    public init?(bytes: some Collection<UInt8>) {
        guard bytes.count == 16 else { return nil }
        let value = bytes.reduce(UInt128(0)) { $0 << 8 | UInt128($1) }
        self.init(high: UInt64(truncatingIfNeeded: value >> 64), low: UInt64(truncatingIfNeeded: value))
    }

    /// An id from 32 hexadecimal digits, or nil.
    public init?(hex: String) {
        guard let bytes = Hex.decode(hex) else { return nil }
        self.init(bytes: bytes)
    }

    /// 128 random bits from the system's generator.
    package static func random() -> Identifier {
        var generator = SystemRandomNumberGenerator()
        return Identifier(high: generator.next(), low: generator.next())
    }

    public init(from reader: inout WireReader) throws(WireError) {
        high = try reader.uint64()
        low = try reader.uint64()
    }

    public func encode(to writer: inout WireWriter) {
        writer.uint64(high)
        writer.uint64(low)
    }

    /// The 16 bytes.
    public var bytes: [UInt8] { encoded }

    /// 32 lower-case hexadecimal digits.
    public var description: String { Hex.encode(bytes) }

    public static func < (left: Self, right: Self) -> Bool { (left.high, left.low) < (right.high, right.low) }
}
