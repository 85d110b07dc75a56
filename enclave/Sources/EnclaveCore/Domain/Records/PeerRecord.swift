internal import EnclaveProtocol
internal import Journal

/// What this member remembers of another: the newest point of its journal that it showed. Each member has its own.
struct PeerRecord: WireCodable, Equatable {
    static let format: UInt8 = 1

    /// A point in a member's journal.
    struct Point: WireCodable, Equatable {
        var record: UInt64
        var chain: Hash256

        init(record: UInt64, chain: Hash256) {
            self.record = record
            self.chain = chain
        }

        init(from reader: inout WireReader) throws(WireError) {
            record = try reader.uint64()
            guard let chain = Hash256(try reader.fixed(32)) else { throw .invalidValue(field: "chain hash") }
            self.chain = chain
        }

        func encode(to writer: inout WireWriter) {
            writer.uint64(record)
            writer.fixed(chain.bytes)
        }
    }

    /// Random for each start of the member.
    var incarnation: Identifier
    var point: Point
    /// Why it is refused; nil while it is not.
    var refused: String?

    init(incarnation: Identifier, point: Point, refused: String? = nil) {
        self.incarnation = incarnation
        self.point = point
        self.refused = refused
    }

    init(from reader: inout WireReader) throws(WireError) {
        try reader.format(Self.format)
        incarnation = try reader.value()
        point = try reader.value()
        refused = try reader.optional()
    }

    func encode(to writer: inout WireWriter) {
        writer.uint8(Self.format)
        writer.value(incarnation)
        writer.value(point)
        writer.optional(refused)
    }
}
