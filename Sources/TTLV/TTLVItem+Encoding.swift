extension TTLVItem {
    /// The item as it travels.
    package var encoded: [UInt8] {
        var output: [UInt8] = []
        encode(into: &output)
        return output
    }

    private func encode(into output: inout [UInt8]) {
        output.appendBigEndian(UInt64(tag.rawValue), count: 3)
        output.append(value.type.rawValue)
        let lengthOffset = output.count
        output.appendBigEndian(0, count: 4)
        let start = output.count
        encodeValue(into: &output)
        let length = output.count - start
        for index in 0..<4 { output[lengthOffset + index] = UInt8(truncatingIfNeeded: length >> (24 - 8 * index)) }
        output.append(contentsOf: repeatElement(0, count: (8 - length % 8) % 8))
    }

    private func encodeValue(into output: inout [UInt8]) {
        switch value {
        case .structure(let items): for item in items { item.encode(into: &output) }
        case .integer(let number): output.appendBigEndian(UInt64(UInt32(bitPattern: number)), count: 4)
        case .enumeration(let number), .interval(let number): output.appendBigEndian(UInt64(number), count: 4)
        case .longInteger(let number), .dateTime(let number), .dateTimeExtended(let number):
            output.appendBigEndian(UInt64(bitPattern: number), count: 8)
        case .boolean(let flag): output.appendBigEndian(flag ? 1 : 0, count: 8)
        case .textString(let text): output.append(contentsOf: text.utf8)
        case .byteString(let bytes), .bigInteger(let bytes):
            bytes.withBytes { bytes in
                for index in bytes.indices { output.append(bytes[index]) }
            }
        }
    }
}

extension [UInt8] {
    fileprivate mutating func appendBigEndian(_ number: UInt64, count: Int) {
        for index in (0..<count).reversed() { append(UInt8(truncatingIfNeeded: number >> (8 * index))) }
    }
}
