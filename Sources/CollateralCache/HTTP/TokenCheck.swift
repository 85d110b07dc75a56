internal import Crypto
internal import EnclaveProtocol

/// Compares a token with the SHA-512 of the right one, in constant time.
struct TokenCheck: Sendable, Equatable {
    private let hash: [UInt8]?

    /// A check against 128 hexadecimal digits; with no digits every token is refused.
    init(hash: String) {
        self.hash = hash.isEmpty ? nil : Hex.decode(hash)
    }

    func accepts(_ token: String?) -> Bool {
        guard let token, let hash, hash.count == SHA512.byteCount else { return false }
        var difference: UInt8 = 0
        for (left, right) in zip(SHA512.hash(data: Array(token.utf8)), hash) { difference |= left ^ right }
        return difference == 0
    }
}
