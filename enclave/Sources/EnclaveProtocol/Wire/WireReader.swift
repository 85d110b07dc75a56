/// A bounds-checked reader over bytes from the other side of the wall, or from disk.
///
/// Every length is checked against what is left before anything is allocated. Integers are big-endian.
public struct WireReader: Sendable {
    private let bytes: [UInt8]
    private var position: Int
    private let end: Int

    /// Reads `bytes` from `offset` to their end.
    public init(_ bytes: [UInt8], from offset: Int = 0) {
        self.bytes = bytes
        self.position = min(max(offset, 0), bytes.count)
        self.end = bytes.count
    }

    /// Bytes not yet read.
    public var remaining: Int { end - position }

    /// One byte.
    public mutating func uint8() throws(WireError) -> UInt8 {
        guard position < end else { throw .truncated }
        defer { position += 1 }
        return bytes[position]
    }

    /// Two bytes.
    public mutating func uint16() throws(WireError) -> UInt16 {
        try integer(of: UInt16.self)
    }

    /// Four bytes.
    public mutating func uint32() throws(WireError) -> UInt32 {
        try integer(of: UInt32.self)
    }

    /// Eight bytes.
    public mutating func uint64() throws(WireError) -> UInt64 {
        try integer(of: UInt64.self)
    }

    /// Eight bytes, two's complement.
    public mutating func int64() throws(WireError) -> Int64 {
        Int64(bitPattern: try uint64())
    }

    /// One byte that must be 0 or 1.
    public mutating func bool() throws(WireError) -> Bool {
        switch try uint8() {
        case 0: return false
        case 1: return true
        default: throw .invalidValue(field: "boolean")
        }
    }

    /// `count` bytes as they stand.
    public mutating func fixed(_ count: Int) throws(WireError) -> [UInt8] {
        Array(bytes[try range(count)])
    }

    /// Where the next `count` bytes stand in the bytes it reads; they count as read.
    package mutating func range(_ count: Int) throws(WireError) -> Range<Int> {
        guard count >= 0, count <= remaining else { throw .truncated }
        defer { position += count }
        return position..<(position + count)
    }

    /// A four-byte length and that many bytes, at most `limit`.
    public mutating func data(limit: Int = FrameLimits.maximumBody) throws(WireError) -> [UInt8] {
        let count = Int(try uint32())
        guard count <= limit else { throw .tooLong(length: count, limit: limit) }
        return try fixed(count)
    }

    /// A two-byte length and that much UTF-8, at most `limit` bytes.
    public mutating func string(limit: Int = 1024) throws(WireError) -> String {
        let count = Int(try uint16())
        guard count <= limit else { throw .tooLong(length: count, limit: limit) }
        guard let text = String(validating: bytes[try range(count)], as: UTF8.self) else {
            throw .invalidValue(field: "UTF-8 text")
        }
        return text
    }

    /// All that is left.
    public mutating func rest() -> [UInt8] {
        defer { position = end }
        return Array(bytes[position..<end])
    }

    /// A value that writes and reads itself.
    public mutating func value<Value: WireCodable>(_ type: Value.Type = Value.self) throws(WireError) -> Value {
        try Value(from: &self)
    }

    /// A two-byte count and that many values, at most `limit`.
    public mutating func list<Value: WireCodable>(
        of type: Value.Type = Value.self, limit: Int = 4096
    ) throws(WireError) -> [Value] {
        let count = Int(try uint16())
        guard count <= limit else { throw .tooLong(length: count, limit: limit) }
        guard count <= remaining else { throw .truncated }
        var values: [Value] = []
        values.reserveCapacity(count)
        for _ in 0..<count { values.append(try Value(from: &self)) }
        return values
    }

    /// A presence byte and, when it is 1, a value.
    public mutating func optional<Value: WireCodable>(_ type: Value.Type = Value.self) throws(WireError) -> Value? {
        try bool() ? try Value(from: &self) : nil
    }

    /// Fails unless everything was read.
    public func finish() throws(WireError) {
        guard remaining == 0 else { throw .trailingBytes(count: remaining) }
    }

    private mutating func integer<Integer: FixedWidthInteger>(of type: Integer.Type) throws(WireError) -> Integer {
        var value: Integer = 0
        for index in try range(Integer.bitWidth / 8) { value = value << 8 | Integer(bytes[index]) }
        return value
    }
}
