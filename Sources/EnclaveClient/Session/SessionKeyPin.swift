internal import Crypto
internal import EnclaveProtocol

/// The SHA-256 of an enclave's session key, which a caller insists on.
public struct SessionKeyPin: Equatable, Sendable, CustomStringConvertible {
    /// 32 bytes.
    public let digest: [UInt8]

    /// A pin from 64 hexadecimal digits, or nil.
    public init?(hex: String) {
        guard let digest = Hex.decode(hex), digest.count == SHA256.byteCount else { return nil }
        self.digest = digest
    }

    /// The pin of a session key (uncompressed P-256 point).
    public init(of sessionKey: [UInt8]) { digest = Array(SHA256.hash(data: sessionKey)) }

    /// 64 lower-case hexadecimal digits.
    public var description: String { Hex.encode(digest) }
}
