/// A term that a member promised and nobody has begun: until then it takes no change of the term before.
public struct OpenPromise: WireCodable, Equatable {
    /// The term.
    public var term: UInt32
    /// The one member that may begin it.
    public var candidate: Identifier
    /// An administrator asked for it: the policy promotes nobody with this member until administrators promote again.
    public var isSigned: Bool
    /// Milliseconds since it was given, or since this member's start.
    public var age: UInt64

    /// A promise.
    public init(term: UInt32, candidate: Identifier, isSigned: Bool, age: UInt64) {
        self.term = term
        self.candidate = candidate
        self.isSigned = isSigned
        self.age = age
    }

    public init(from reader: inout WireReader) throws(WireError) {
        term = try reader.uint32()
        candidate = try reader.value()
        isSigned = try reader.bool()
        age = try reader.uint64()
    }

    public func encode(to writer: inout WireWriter) {
        writer.uint32(term)
        writer.value(candidate)
        writer.bool(isSigned)
        writer.uint64(age)
    }
}
