internal import Crypto

/// Frames on their way to one file, in ordinary memory, with the file offset of the first byte.
///
/// Copies share the memory: while one is being written, the other is only read.
struct RecordBuffer {
    private(set) var memory: OrdinaryMemory
    private(set) var count = 0
    /// File offset of byte 0.
    private(set) var base: UInt64

    init(base: UInt64, capacity: Int = 64 << 10) throws(JournalError) {
        self.memory = try OrdinaryMemory(count: capacity)
        self.base = base
    }

    /// File offset one past the last byte.
    var end: UInt64 { base + UInt64(count) }

    mutating func reset(base: UInt64) {
        self.base = base
        count = 0
    }

    /// Makes room, so that the appends of one record cannot fail halfway.
    mutating func reserve(_ more: Int) throws(JournalError) {
        guard count + more > memory.count else { return }
        let larger = try OrdinaryMemory(count: max(memory.count * 2, (count + more + 4095) & ~4095))
        larger.copy(memory, count: count)
        memory = larger
    }

    mutating func append(_ bytes: RawSpan) {
        memory.copy(bytes, to: count)
        count += bytes.byteCount
    }

    mutating func append(_ bytes: [UInt8]) { unsafe append(bytes.span.bytes) }

    mutating func append(_ bytes: ArraySlice<UInt8>) { unsafe append(bytes.span.bytes) }

    func hash(_ offset: Int, _ length: Int) -> Hash256 {
        memory.withBytes(offset, length) { bytes in
            var hasher = SHA256()
            unsafe bytes.withUnsafeBytes { unsafe hasher.update(bufferPointer: $0) }
            return Hash256(digest: hasher.finalize())
        }
    }

    /// Bytes of a record by file offset, or nil when it is not wholly in here.
    func bytes(at offset: UInt64, count length: Int) -> [UInt8]? {
        guard offset >= base, offset + UInt64(length) <= end else { return nil }
        return memory.bytes(Int(offset - base), length)
    }
}
