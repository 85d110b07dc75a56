internal import Glibc
internal import Synchronization

/// Bytes that may be a key: overwritten with zeros when the last holder lets go of them.
///
/// They exist once, however often this object is passed on. What a caller copies out of it is the caller's to wipe. A type
/// of this module's own, which links nothing: what turns out to be a key goes on as swift-crypto's `SymmetricKey`.
package final class SecretBytes: Sendable {
    private let storage: Mutex<[UInt8]>
    /// How many there are.
    package let count: Int

    /// Takes over `bytes`; only what nobody else holds is really wiped.
    package init(_ bytes: consuming [UInt8]) {
        count = bytes.count
        storage = Mutex(bytes)
    }

    /// Copies a part of a larger buffer.
    package convenience init(copying bytes: Span<UInt8>) {
        self.init(bytes.withUnsafeBytes { [UInt8]($0) })
    }

    deinit { wipe() }

    /// Lends the bytes to `body`, which must not keep them.
    package func withBytes<Result: Sendable, Failure: Error>(
        _ body: (Span<UInt8>) throws(Failure) -> Result
    ) throws(Failure) -> Result {
        try storage.withLock { bytes throws(Failure) in try body(bytes.span) }
    }

    /// Overwrites them with zeros now.
    package func wipe() {
        // Not a loop: the compiler may leave out writes to memory that is freed next.
        storage.withLock { bytes in
            bytes.withUnsafeMutableBytes { memory in
                guard let start = memory.baseAddress else { return }
                explicit_bzero(start, memory.count)
            }
        }
    }
}

extension SecretBytes: Equatable {
    /// Compares all bytes whatever differs.
    package static func == (left: SecretBytes, right: SecretBytes) -> Bool {
        guard left !== right else { return true }
        guard left.count == right.count else { return false }
        // Locked in one order, so that two comparisons of the same two never wait for each other.
        let (first, second) = ObjectIdentifier(left) < ObjectIdentifier(right) ? (left, right) : (right, left)
        return first.withBytes { first in
            second.withBytes { second in
                var difference: UInt8 = 0
                for index in first.indices { difference |= first[index] ^ second[index] }
                return difference == 0
            }
        }
    }
}

extension SecretBytes: CustomStringConvertible {
    /// Only their number.
    package var description: String { "\(count) bytes" }
}
