internal import Glibc
package import NIOCore

extension ByteBuffer {
    /// Overwrites the readable bytes in place. For a buffer fresh from a channel, which only the event loop's pool holds
    /// too, to write its next read into it.
    package func wipe() {
        withUnsafeReadableBytes { bytes in
            guard let start = bytes.baseAddress else { return }
            explicit_bzero(UnsafeMutableRawPointer(mutating: start), bytes.count)
        }
    }
}
