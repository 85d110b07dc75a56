/// Builds the bytes that cross the wall; the mirror of `WireReader`.
public struct WireWriter: Sendable {
    /// What was written so far.
    public private(set) var bytes: [UInt8]

    /// An empty writer that has room for `capacity` bytes.
    public init(capacity: Int = 128) {
        bytes = []
        bytes.reserveCapacity(capacity)
    }

    /// One byte.
    public mutating func uint8(_ value: UInt8) { bytes.append(value) }

    /// Two bytes.
    public mutating func uint16(_ value: UInt16) { bytes.append(bigEndian: value) }

    /// Four bytes.
    public mutating func uint32(_ value: UInt32) { bytes.append(bigEndian: value) }

    /// Eight bytes.
    public mutating func uint64(_ value: UInt64) { bytes.append(bigEndian: value) }

    /// Eight bytes, two's complement.
    public mutating func int64(_ value: Int64) { bytes.append(bigEndian: value) }

    /// One byte, 0 or 1.
    public mutating func bool(_ value: Bool) { bytes.append(value ? 1 : 0) }

    /// Bytes as they stand.
    public mutating func fixed(_ value: some Collection<UInt8>) { bytes.append(contentsOf: value) }

    /// A four-byte length and the bytes.
    public mutating func data(_ value: some Collection<UInt8>) {
        uint32(UInt32(clamping: value.count))
        bytes.append(contentsOf: value)
    }

    /// A two-byte length and UTF-8. Text over 65,535 bytes is cut at a character; callers check limits before.
    public mutating func string(_ value: String) {
        var text = value
        while text.utf8.count > Int(UInt16.max) { text.removeLast() }
        uint16(UInt16(text.utf8.count))
        bytes.append(contentsOf: text.utf8)
    }

    /// A value that writes itself.
    public mutating func value(_ value: some WireCodable) { value.encode(to: &self) }

    /// A two-byte count and the values.
    public mutating func list(_ values: [some WireCodable]) {
        uint16(UInt16(clamping: values.count))
        for value in values.prefix(Int(UInt16.max)) { value.encode(to: &self) }
    }

    /// A presence byte and, when there is one, the value.
    public mutating func optional(_ value: (some WireCodable)?) {
        bool(value != nil)
        value?.encode(to: &self)
    }
}
