private import CEnclaveSystem
private import Glibc

/// What a read or write on a socket came to.
enum Transfer {
    case moved(Int)
    case wouldBlock
    /// The peer sends no more.
    case ended
    case failed
}

/// Bytes on their way from or to a socket, in a block of a pool, which an empty queue does not hold.
@safe
struct ByteQueue: ~Copyable {
    private var block = unsafe UnsafeMutableRawBufferPointer(start: nil, count: 0)
    private var start = 0
    private var end = 0

    private var capacity: Int { unsafe block.count }

    /// Bytes held.
    var count: Int { end - start }
    var isEmpty: Bool { end == start }

    /// Drops the first bytes.
    mutating func consume(_ count: Int) {
        start += min(count, self.count)
        if start == end { (start, end) = (0, 0) }
    }

    /// Copies bytes behind `offset` over `target`, whole or not at all.
    func copy(from offset: Int, over target: inout [UInt8]) -> Bool {
        guard offset >= 0, offset + target.count <= count else { return false }
        let first = start + offset
        unsafe target.withUnsafeMutableBytes { bytes in
            let source = unsafe UnsafeRawBufferPointer(rebasing: block[first..<(first + bytes.count)])
            unsafe bytes.copyMemory(from: source)
        }
        return true
    }

    /// A copy of `count` bytes behind `offset`, or nil when there are fewer.
    func bytes(from offset: Int, count: Int) -> [UInt8]? {
        guard offset >= 0, count >= 0, offset + count <= self.count else { return nil }
        let first = start + offset
        return unsafe Array(UnsafeRawBufferPointer(rebasing: block[first..<(first + count)]))
    }

    /// Adds bytes; false when the pool has no room for them.
    mutating func append(_ bytes: [UInt8], pool: inout BufferPool) -> Bool {
        guard reserve(bytes.count, pool: &pool) else { return false }
        unsafe bytes.withUnsafeBytes { source in
            unsafe UnsafeMutableRawBufferPointer(rebasing: block[end...]).copyMemory(from: source)
        }
        end += bytes.count
        return true
    }

    /// Makes room for `room` more bytes: moves what is there to the front, or into a larger block.
    mutating func reserve(_ room: Int, pool: inout BufferPool) -> Bool {
        if room <= capacity - end { return true }
        let held = count
        if held + room <= capacity {
            if let base = unsafe block.baseAddress { unsafe base.copyMemory(from: base + start, byteCount: held) }
        } else {
            guard let larger = unsafe pool.take(held + room) else { return false }
            unsafe move(to: larger, pool: &pool)
        }
        (start, end) = (0, held)
        return true
    }

    /// Gives the block back when it is empty, or takes a smaller one for what little is left.
    mutating func shrink(pool: inout BufferPool) {
        guard capacity > 0 else { return }
        guard !isEmpty else { return release(pool: &pool) }
        let held = count
        guard capacity > BufferPool.size(for: held) * 2, let smaller = unsafe pool.take(held) else { return }
        unsafe move(to: smaller, pool: &pool)
        (start, end) = (0, held)
    }

    /// Drops everything.
    mutating func release(pool: inout BufferPool) {
        unsafe pool.giveBack(block)
        unsafe block = unsafe UnsafeMutableRawBufferPointer(start: nil, count: 0)
        (start, end) = (0, 0)
    }

    /// Reads once from a socket into the room there is.
    mutating func receive(from descriptor: Int32) -> Transfer {
        let room = unsafe UnsafeMutableRawBufferPointer(rebasing: block[end...])
        guard unsafe !room.isEmpty else { return .wouldBlock }
        let count = unsafe read(descriptor, room.baseAddress, room.count)
        guard count > 0 else { return count == 0 ? .ended : Self.refused() }
        end += count
        return .moved(count)
    }

    /// Writes once to a socket and drops what it took.
    mutating func send(to descriptor: Int32) -> Transfer {
        let ready = unsafe UnsafeRawBufferPointer(rebasing: block[start..<end])
        let count = unsafe casemate_send(descriptor, ready.baseAddress, ready.count)
        guard count >= 0 else { return Self.refused() }
        consume(count)
        return .moved(count)
    }

    private mutating func move(to other: UnsafeMutableRawBufferPointer, pool: inout BufferPool) {
        if count > 0 { unsafe other.copyMemory(from: UnsafeRawBufferPointer(rebasing: block[start..<end])) }
        unsafe pool.giveBack(block)
        unsafe block = unsafe other
    }

    private static func refused() -> Transfer {
        switch SystemError.number {
        case EAGAIN, EINTR: .wouldBlock
        default: .failed
        }
    }
}
