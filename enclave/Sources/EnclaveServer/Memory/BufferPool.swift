private import CEnclaveSystem

/// Blocks of ordinary memory, in powers of two from 4 KiB, for bytes that a socket's other end sees anyway.
///
/// The heap of the process is scarce and secret; nothing of it is used here. Small blocks that are given back are kept
/// for the next taker, linked through their own first bytes; the rest goes back to the kernel at once.
@safe
struct BufferPool: ~Copyable {
    static let smallest = 4 << 10
    static let largest = 2 << 20
    private static let keptSizes = 5
    private static let keptOfEach = 32

    private var free: InlineArray<5, UnsafeMutableRawPointer?>
    private var kept: InlineArray<5, Int>
    private let limit: Int
    /// Bytes that are taken now.
    private(set) var taken = 0

    /// A pool that hands out at most `limit` bytes.
    init(limit: Int) {
        self.limit = limit
        unsafe free = InlineArray(repeating: nil)
        kept = InlineArray(repeating: 0)
    }

    deinit {
        for size in 0..<Self.keptSizes {
            var next = unsafe free[size]
            while let block = unsafe next {
                unsafe next = unsafe block.load(as: UnsafeMutableRawPointer?.self)
                unsafe casemate_ordinary_unmap(block, Self.smallest << size)
            }
        }
    }

    /// The size of the block that holds `count` bytes.
    static func size(for count: Int) -> Int {
        count <= smallest ? smallest : 1 << (Int.bitWidth - (count - 1).leadingZeroBitCount)
    }

    /// A block of at least `count` bytes, or nil when that is too much or the pool is used up.
    mutating func take(_ count: Int) -> UnsafeMutableRawBufferPointer? {
        let bytes = Self.size(for: count)
        guard count <= Self.largest, taken + bytes <= limit else { return nil }
        let index = Self.index(of: bytes)
        if index < Self.keptSizes, let block = unsafe free[index] {
            unsafe free[index] = unsafe block.load(as: UnsafeMutableRawPointer?.self)
            kept[index] -= 1
            taken += bytes
            return unsafe UnsafeMutableRawBufferPointer(start: block, count: bytes)
        }
        guard let block = unsafe casemate_ordinary_map(bytes) else { return nil }
        taken += bytes
        return unsafe UnsafeMutableRawBufferPointer(start: block, count: bytes)
    }

    /// Takes a block back.
    mutating func giveBack(_ block: UnsafeMutableRawBufferPointer) {
        guard let start = block.baseAddress else { return }
        taken -= block.count
        let index = Self.index(of: block.count)
        guard index < Self.keptSizes, kept[index] < Self.keptOfEach else {
            return unsafe casemate_ordinary_unmap(start, block.count)
        }
        unsafe start.storeBytes(of: free[index], as: UnsafeMutableRawPointer?.self)
        unsafe free[index] = start
        kept[index] += 1
    }

    private static func index(of bytes: Int) -> Int { bytes.trailingZeroBitCount - smallest.trailingZeroBitCount }
}
