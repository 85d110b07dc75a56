/// The eight bytes before every value: tag (3), type (1) and the value's length without its padding (4, big-endian).
package struct TTLVHeader: Equatable, Sendable {
    package static let length = 8

    package let tag: TTLVTag
    package let type: TTLVType
    package let valueLength: Int

    /// Reads the header at `offset`.
    package init(_ bytes: Span<UInt8>, at offset: Int) throws(TTLVError) {
        guard bytes.count - offset >= Self.length else { throw .truncated(offset: offset) }
        guard bytes[offset] == 0x42 || bytes[offset] == 0x54 else { throw .unknownTag(offset: offset) }
        guard let type = TTLVType(rawValue: bytes[offset + 3]) else {
            throw .unknownType(bytes[offset + 3], offset: offset)
        }
        tag = TTLVTag(rawValue: UInt32(truncatingIfNeeded: bytes.unsigned(at: offset, count: 3)))
        self.type = type
        valueLength = Int(bytes.unsigned(at: offset + 4, count: 4))
        if let fixed = type.fixedLength, fixed != valueLength { throw .wrongLength(offset: offset) }
    }

    /// The value's length with the zeros that fill it up to a multiple of eight.
    package var paddedLength: Int { (valueLength + 7) & ~7 }
}

extension Span<UInt8> {
    /// `count` bytes at `offset` as a big-endian number.
    func unsigned(at offset: Int, count: Int) -> UInt64 {
        var number: UInt64 = 0
        for index in offset..<offset + count { number = number << 8 | UInt64(self[index]) }
        return number
    }
}
