/// Writes the CBOR that `CBORReader` reads: definite lengths in their shortest form.
struct CBORWriter {
    private(set) var bytes: [UInt8] = []

    mutating func unsigned(_ value: UInt64) { head(.unsigned, value) }
    mutating func tag(_ number: UInt64) { head(.tag, number) }
    mutating func array(count: Int) { head(.array, UInt64(count)) }
    /// Its `pairs` keys and values follow.
    mutating func map(pairs: Int) { head(.map, UInt64(pairs)) }

    mutating func byteString(_ content: [UInt8]) {
        head(.bytes, UInt64(content.count))
        bytes += content
    }

    mutating func text(_ content: String) {
        head(.text, UInt64(content.utf8.count))
        bytes += content.utf8
    }

    private mutating func head(_ type: CBORReader.MajorType, _ argument: UInt64) {
        let prefix = type.rawValue << 5
        let width: Int
        switch argument {
        case 0..<24:
            bytes.append(prefix | UInt8(argument))
            return
        case 24..<0x100: width = 1
        case 0x100..<0x1_0000: width = 2
        case 0x1_0000..<0x1_0000_0000: width = 4
        default: width = 8
        }
        bytes.append(prefix | UInt8(24 + width.trailingZeroBitCount))
        for shift in stride(from: 8 * (width - 1), through: 0, by: -8) {
            bytes.append(UInt8(truncatingIfNeeded: argument >> UInt64(shift)))
        }
    }
}
