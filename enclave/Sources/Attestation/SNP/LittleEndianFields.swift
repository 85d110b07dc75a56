/// Fields at fixed places of a structure whose length has been checked; integers are little endian.
struct LittleEndianFields: Sendable {
    private let bytes: [UInt8]

    /// Takes the structure; every field read later must lie inside it.
    init(_ bytes: [UInt8]) {
        self.bytes = bytes
    }

    func bytes(_ range: Range<Int>) -> [UInt8] { Array(bytes[range]) }

    func isZero(_ range: Range<Int>) -> Bool { bytes[range].allSatisfy { $0 == 0 } }

    /// An unsigned integer of at most eight bytes.
    func integer(_ range: Range<Int>) -> UInt64 {
        bytes[range].reversed().reduce(0) { $0 << 8 | UInt64($1) }
    }
}
