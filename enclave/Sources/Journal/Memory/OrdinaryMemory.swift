internal import Glibc

/// Zeroed memory outside the (secret) heap, for what holds no secret: sealed bytes, clear entries, the slot index.
///
/// The one place that touches raw memory; every access is bounds-checked. Unchecked because the pointer is fixed at birth
/// and owners serialise access under the journal's lock.
@safe final class OrdinaryMemory: @unchecked Sendable {
    let count: Int
    private let base: UnsafeMutableRawPointer

    init(count: Int) throws(JournalError) {
        let flags = MAP_PRIVATE | MAP_ANONYMOUS
        guard count > 0, let base = unsafe mmap(nil, count, PROT_READ | PROT_WRITE, flags, -1, 0),
            unsafe base != MAP_FAILED
        else {
            throw JournalError(.resourceExhausted, "No memory for \(count) bytes. Raise the process's memory limit.")
        }
        self.count = count
        unsafe self.base = base
    }

    deinit { unsafe munmap(base, count) }

    func load<T: BitwiseCopyable>(_ type: T.Type, at offset: Int) -> T {
        check(offset, MemoryLayout<T>.size)
        return unsafe base.loadUnaligned(fromByteOffset: offset, as: type)
    }

    func store<T: BitwiseCopyable>(_ value: T, at offset: Int) {
        check(offset, MemoryLayout<T>.size)
        unsafe base.storeBytes(of: value, toByteOffset: offset, as: T.self)
    }

    func copy(_ bytes: RawSpan, to offset: Int) {
        check(offset, bytes.byteCount)
        unsafe bytes.withUnsafeBytes { source in
            guard let start = source.baseAddress else { return }
            unsafe (base + offset).copyMemory(from: start, byteCount: source.count)
        }
    }

    func copy(_ other: OrdinaryMemory, count: Int) {
        check(0, count)
        other.check(0, count)
        unsafe base.copyMemory(from: other.base, byteCount: count)
    }

    func bytes(_ offset: Int, _ count: Int) -> [UInt8] {
        check(offset, count)
        return unsafe [UInt8](UnsafeRawBufferPointer(start: base + offset, count: count))
    }

    func withBytes<R, E: Error>(_ offset: Int, _ count: Int, _ body: (RawSpan) throws(E) -> R) throws(E) -> R {
        check(offset, count)
        let span = unsafe RawSpan(_unsafeStart: base + offset, byteCount: count)
        return try body(span)
    }

    private func check(_ offset: Int, _ length: Int) {
        precondition(offset >= 0 && length >= 0 && length <= count && offset <= count - length)
    }
}
