internal import EnclaveProtocol

extension [UInt8] {
    mutating func append(bigEndian value: some FixedWidthInteger) {
        var shift = value.bitWidth
        while shift > 0 {
            shift -= 8
            append(UInt8(truncatingIfNeeded: value >> shift))
        }
    }
}

/// The one reader of bytes from disk: every length is checked before it is used; nil means too short.
struct ByteReader {
    private let bytes: [UInt8]
    private(set) var position: Int
    private let end: Int

    init(_ bytes: [UInt8], from start: Int = 0, count: Int? = nil) {
        self.bytes = bytes
        position = Swift.min(Swift.max(start, 0), bytes.count)
        end = count.map { Swift.min(bytes.count, start + $0) } ?? bytes.count
    }

    var remaining: Int { end - position }

    mutating func integer<T: FixedWidthInteger & UnsignedInteger>(_ type: T.Type = T.self) -> T? {
        let size = T.bitWidth / 8
        guard remaining >= size else { return nil }
        var value: T = 0
        for index in position..<position + size { value = value << 8 | T(truncatingIfNeeded: bytes[index]) }
        position += size
        return value
    }

    mutating func take(_ count: Int) -> ArraySlice<UInt8>? {
        guard count >= 0, remaining >= count else { return nil }
        defer { position += count }
        return bytes[position..<position + count]
    }

    mutating func identifier() -> Identifier? { take(16).flatMap { Identifier(bytes: $0) } }

    mutating func hash() -> Hash256? { take(32).flatMap { Hash256($0) } }
}
