/// Reads the little-endian structures of a quote; every length is checked before it is used.
struct QuoteReader {
    let bytes: [UInt8]
    private(set) var position: Int
    private let end: Int

    /// Reads a part of `bytes`; the range must lie inside, as one that `take` gave does.
    init(_ bytes: [UInt8], _ range: Range<Int>) {
        self.bytes = bytes
        position = range.lowerBound
        end = range.upperBound
    }

    var isAtEnd: Bool { position == end }

    /// Offsets of the next `count` bytes.
    mutating func take(_ count: Int, _ what: String) throws(AppraisalError) -> Range<Int> {
        guard count >= 0, count <= end - position else {
            throw AppraisalError(.malformedEvidence, "The quote ends inside its \(what).")
        }
        defer { position += count }
        return position..<position + count
    }

    mutating func slice(_ count: Int, _ what: String) throws(AppraisalError) -> ArraySlice<UInt8> {
        bytes[try take(count, what)]
    }

    mutating func uint16(_ what: String) throws(AppraisalError) -> Int {
        try slice(2, what).reversed().reduce(0) { $0 << 8 | Int($1) }
    }

    mutating func uint32(_ what: String) throws(AppraisalError) -> Int {
        try slice(4, what).reversed().reduce(0) { $0 << 8 | Int($1) }
    }
}
