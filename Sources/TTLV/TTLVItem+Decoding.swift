extension TTLVItem {
    /// Reads a message: one item and nothing behind it.
    package init(decoding message: SecretBytes, limits: TTLVLimits = TTLVLimits()) throws(TTLVError) {
        self = try message.withBytes { bytes throws(TTLVError) in
            guard bytes.count <= limits.messageLength else { throw .tooLong(bytes.count) }
            var decoder = TTLVDecoder(limits: limits)
            let item = try decoder.item(bytes, end: bytes.count, depth: 0)
            guard decoder.offset == bytes.count else { throw .trailing(offset: decoder.offset) }
            return item
        }
    }
}

/// Walks over a message once, never beyond the structure it is in.
private struct TTLVDecoder {
    let limits: TTLVLimits
    private(set) var offset = 0
    private var items = 0

    init(limits: TTLVLimits) { self.limits = limits }

    /// The item at `offset`, which ends at `end` at the latest.
    mutating func item(_ bytes: Span<UInt8>, end: Int, depth: Int) throws(TTLVError) -> TTLVItem {
        let start = offset
        let header = try TTLVHeader(bytes, at: start)
        items += 1
        guard items <= limits.items else { throw .tooManyItems(offset: start) }
        guard header.paddedLength <= end - start - TTLVHeader.length else { throw .truncated(offset: start) }
        offset += TTLVHeader.length
        if header.type == .structure {
            guard depth < limits.depth else { throw .tooDeep(offset: start) }
            return TTLVItem(header.tag, .structure(try children(bytes, header, depth: depth + 1)))
        }
        let value = try Self.value(header, bytes.extracting(offset..<offset + header.paddedLength), start)
        offset += header.paddedLength
        return TTLVItem(header.tag, value)
    }

    private mutating func children(
        _ bytes: Span<UInt8>, _ header: TTLVHeader, depth: Int
    ) throws(TTLVError) -> [TTLVItem] {
        guard header.valueLength % 8 == 0 else { throw .wrongLength(offset: offset - TTLVHeader.length) }
        let end = offset + header.valueLength
        var children: [TTLVItem] = []
        while offset < end {
            guard end - offset >= TTLVHeader.length else { throw .truncated(offset: offset) }
            children.append(try item(bytes, end: end, depth: depth))
        }
        return children
    }

    /// A value that is no structure; `padded` is all of it.
    private static func value(
        _ header: TTLVHeader, _ padded: Span<UInt8>, _ start: Int
    ) throws(TTLVError) -> TTLVItem.Value {
        for index in header.valueLength..<padded.count where padded[index] != 0 { throw .invalidValue(offset: start) }
        let number = padded.unsigned(at: 0, count: min(header.valueLength, 8))
        switch header.type {
        case .integer: return .integer(Int32(truncatingIfNeeded: number))
        case .enumeration: return .enumeration(UInt32(truncatingIfNeeded: number))
        case .interval: return .interval(UInt32(truncatingIfNeeded: number))
        case .longInteger: return .longInteger(Int64(bitPattern: number))
        case .dateTime: return .dateTime(Int64(bitPattern: number))
        case .dateTimeExtended: return .dateTimeExtended(Int64(bitPattern: number))
        case .boolean:
            guard number <= 1 else { throw .invalidValue(offset: start) }
            return .boolean(number == 1)
        case .bigInteger:
            guard header.valueLength % 8 == 0 else { throw .wrongLength(offset: start) }
            return .bigInteger(SecretBytes(copying: padded))
        case .byteString: return .byteString(SecretBytes(copying: padded.extracting(0..<header.valueLength)))
        case .textString: return .textString(try text(padded.extracting(0..<header.valueLength), start))
        case .structure: throw .wrongLength(offset: start)
        }
    }

    private static func text(_ bytes: Span<UInt8>, _ start: Int) throws(TTLVError) -> String {
        guard let text = bytes.withUnsafeBytes({ String(validating: $0, as: UTF8.self) }) else {
            throw .invalidValue(offset: start)
        }
        return text
    }
}
