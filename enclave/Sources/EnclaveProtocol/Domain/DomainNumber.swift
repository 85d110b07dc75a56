/// The number of a shared change: the term of the lead that made it, and its place in that term.
///
/// Numbers of different terms never meet, so a change that an old lead made and nobody confirmed can't be taken for one of
/// the new lead's.
public struct DomainNumber: WireCodable, Hashable, Comparable, CustomStringConvertible {
    /// Raised by every promotion; 0 before there is a domain.
    public var term: UInt32
    /// Counted from 1 within the term; 0 is the promotion itself.
    public var index: UInt64

    /// Before the first change.
    public static let none = DomainNumber(term: 0, index: 0)

    /// A number.
    public init(term: UInt32, index: UInt64) {
        self.term = term
        self.index = index
    }

    public init(from reader: inout WireReader) throws(WireError) {
        term = try reader.uint32()
        index = try reader.uint64()
    }

    public func encode(to writer: inout WireWriter) {
        writer.uint32(term)
        writer.uint64(index)
    }

    /// `TERM.INDEX`, as in the audit.
    public var description: String { "\(term).\(index)" }

    /// The number of the next change in the same term.
    public var next: DomainNumber { DomainNumber(term: term, index: index + 1) }

    public static func < (left: Self, right: Self) -> Bool { (left.term, left.index) < (right.term, right.index) }
}
