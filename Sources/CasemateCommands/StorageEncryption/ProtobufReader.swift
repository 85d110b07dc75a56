/// Reads the fields of a Protobuf message, without knowing it.
///
/// Source: Protocol Buffers documentation, "Encoding". Groups, deprecated since proto2, are malformed here.
struct ProtobufReader {
    /// A field's value.
    enum Value {
        case varint(UInt64)
        case bytes(ArraySlice<UInt8>)
        /// Four or eight bytes, which no message read here has.
        case fixed
    }

    /// The bytes are no message.
    struct Malformed: Error {}

    private var rest: ArraySlice<UInt8>

    init(_ message: ArraySlice<UInt8>) { rest = message }

    /// The next field's number and value; nil behind the last.
    mutating func next() throws(Malformed) -> (field: UInt64, value: Value)? {
        guard !rest.isEmpty else { return nil }
        let tag = try varint()
        let field = tag >> 3
        guard field >= 1, field < 1 << 29 else { throw Malformed() }
        switch tag & 7 {
        case 0: return (field, .varint(try varint()))
        case 1: return (field, try skip(8))
        case 2:
            let length = try varint()
            guard length <= UInt64(rest.count) else { throw Malformed() }
            defer { rest = rest.dropFirst(Int(length)) }
            return (field, .bytes(rest.prefix(Int(length))))
        case 5: return (field, try skip(4))
        default: throw Malformed()
        }
    }

    private mutating func skip(_ count: Int) throws(Malformed) -> Value {
        guard rest.count >= count else { throw Malformed() }
        rest = rest.dropFirst(count)
        return .fixed
    }

    private mutating func varint() throws(Malformed) -> UInt64 {
        var value: UInt64 = 0
        for index in 0..<10 {
            guard let byte = rest.popFirst() else { throw Malformed() }
            guard index < 9 || byte <= 1 else { throw Malformed() }
            value |= UInt64(byte & 0x7f) << UInt64(7 * index)
            if byte < 0x80 { return value }
        }
        throw Malformed()
    }
}
