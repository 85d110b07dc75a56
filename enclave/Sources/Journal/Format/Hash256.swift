internal import Crypto
internal import EnclaveProtocol

/// 32 bytes of SHA-256 or HMAC-SHA256.
package struct Hash256: Sendable, Hashable {
    private var words: (UInt64, UInt64, UInt64, UInt64) = (0, 0, 0, 0)

    static let zero = Hash256()

    private init() {}

    /// Nil unless there are exactly 32 bytes.
    package init?(_ source: some Collection<UInt8>) {
        guard source.count == 32 else { return nil }
        unsafe withUnsafeMutableBytes(of: &words) { unsafe $0.copyBytes(from: source) }
    }

    init(digest: SHA256Digest) {
        unsafe digest.withUnsafeBytes { bytes in
            unsafe withUnsafeMutableBytes(of: &words) { unsafe $0.copyMemory(from: bytes) }
        }
    }

    static func of(_ bytes: [UInt8]) -> Hash256 {
        var hasher = SHA256()
        unsafe bytes.withUnsafeBytes { unsafe hasher.update(bufferPointer: $0) }
        return Hash256(digest: hasher.finalize())
    }

    package var bytes: [UInt8] { unsafe withUnsafeBytes(of: words) { unsafe [UInt8]($0) } }

    /// Lower-case hex.
    package var hex: String { Hex.encode(bytes) }

    func appendHex(to out: inout [UInt8]) {
        unsafe withUnsafeBytes(of: words) { words in unsafe words.forEach { Hex.append($0, to: &out) } }
    }

    func add(to hasher: inout SHA256) {
        unsafe withUnsafeBytes(of: words) { unsafe hasher.update(bufferPointer: $0) }
    }

    package static func == (left: Hash256, right: Hash256) -> Bool { left.words == right.words }

    package func hash(into hasher: inout Hasher) { hasher.combine(words.0) }
}
