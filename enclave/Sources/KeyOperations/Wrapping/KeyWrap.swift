internal import Crypto
internal import CryptoExtras
internal import EnclaveProtocol
internal import FoundationEssentials

/// AES key wrap (RFC 3394, NIST SP 800-38F §6.2) and its padded form (RFC 5649, §6.3), under keys of 128 to 256 bits.
///
/// KW wraps multiples of 8 bytes from 16 up; KWP wraps 1 byte and up. Both are deterministic and carry an integrity check.
package struct KeyWrap: Sendable {
    /// The longest payload taken; far above any key, far below what would tie up a thread.
    package static let longestPayload = 64 * 1024

    let key: SymmetricKey

    package init(_ key: LiveKey) throws(KeyError) {
        guard let material = key.material as? AESKey else { throw .operationMismatch(key.algorithm, .wrap) }
        self.key = material.key
    }

    /// A key of 16, 24 or 32 bytes that came by other ways, such as OAEP.
    package init(keyBytes: [UInt8]) throws(KeyError) {
        guard [16, 24, 32].contains(keyBytes.count) else { throw .privateKeyInvalid(.aes256) }
        key = SymmetricKey(data: keyBytes)
    }

    /// RFC 3394 with the default initial value; the result is 8 bytes longer.
    package func wrap(_ payload: [UInt8]) throws(KeyError) -> [UInt8] {
        guard payload.count >= 16, payload.count % 8 == 0, payload.count <= Self.longestPayload else {
            throw .wrapLength(payload.count)
        }
        do { return Array(try AES.KeyWrap.wrap(SymmetricKey(data: payload), using: key)) } catch {
            throw .libraryFailure(.wrap)
        }
    }

    package func unwrap(_ wrapped: [UInt8]) throws(KeyError) -> [UInt8] {
        guard wrapped.count >= 24, wrapped.count % 8 == 0, wrapped.count <= Self.longestPayload + 8,
            let payload = try? AES.KeyWrap.unwrap(wrapped, using: key)
        else { throw .unwrapFailed }
        return unsafe payload.withUnsafeBytes { unsafe [UInt8]($0) }
    }
}
