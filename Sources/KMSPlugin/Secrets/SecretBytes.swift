internal import Glibc

/// Secret bytes in a memory of their own that is overwritten when the last holder lets go.
package final class SecretBytes: Sendable {
    /// How many.
    package let count: Int
    // Never written after `init`, and never given out: reading it from several threads is safe.
    private nonisolated(unsafe) let memory: UnsafeMutableRawBufferPointer

    /// Copies `bytes`, whose own memory is the caller's to wipe.
    package init(_ bytes: some Collection<UInt8>) {
        count = bytes.count
        memory = .allocate(byteCount: max(bytes.count, 1), alignment: 1)
        memory.copyBytes(from: bytes)
    }

    deinit {
        if let start = memory.baseAddress { explicit_bzero(start, memory.count) }
        memory.deallocate()
    }

    /// The bytes, for as long as `body` runs.
    package func withBytes<Value>(_ body: (UnsafeRawBufferPointer) throws -> Value) rethrows -> Value {
        try body(UnsafeRawBufferPointer(rebasing: memory[..<count]))
    }
}
