internal import Crypto
internal import EnclaveProtocol

/// An NV index that counts, of which only who knows its secret can read or raise it; Part 2, clause 13.
package struct CounterIndex: Sendable, Equatable {
    /// Bytes of the secret.
    package static let secretLength = 32
    /// Bytes of the counter.
    static let dataLength: UInt16 = 8

    package let handle: UInt32
    package let secret: [UInt8]

    /// - Parameters:
    ///   - handle: in the range that TCG leaves to a machine's owner, see `handle(for:)`.
    ///   - secret: `secretLength` random bytes; the last is not 0, because a TPM cuts zeros off there.
    package init(handle: UInt32, secret: [UInt8]) {
        self.handle = handle
        self.secret = secret
    }

    /// A secret for a new index.
    package static func makeSecret(random: (Int) -> [UInt8]) -> [UInt8] {
        var secret = random(secretLength)
        while secret.last == 0 { secret = random(secretLength) }
        return secret
    }

    /// One of the 4,194,304 handles of the owner's range, chosen by `seed`.
    package static func handle(for seed: UInt64) -> UInt32 {
        0x0180_0000 | UInt32(truncatingIfNeeded: seed & 0x3F_FFFF)
    }

    /// Counter, read and raised with its own secret alone, never in the way of the dictionary attack lockout.
    private static let attributes: UInt32 = 0x0204_0014
    private static let written: UInt32 = 0x2000_0000

    /// `TPMS_NV_PUBLIC`.
    func publicArea(isWritten: Bool) -> [UInt8] {
        var writer = WireWriter()
        writer.uint32(handle)
        writer.uint16(TPMAlgorithm.sha256)
        writer.uint32(Self.attributes | (isWritten ? Self.written : 0))
        writer.sized([])
        writer.uint16(Self.dataLength)
        return writer.bytes
    }

    /// What the TPM knows the index by; it changes with the first count.
    func name(isWritten: Bool) -> [UInt8] {
        var writer = WireWriter()
        writer.uint16(TPMAlgorithm.sha256)
        writer.fixed(Array(SHA256.hash(data: publicArea(isWritten: isWritten))))
        return writer.bytes
    }
}
