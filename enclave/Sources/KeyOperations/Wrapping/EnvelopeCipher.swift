internal import Crypto
internal import EnclaveProtocol
internal import FoundationEssentials

/// Envelope encryption under an AES-256 `wrap` key: each message has a one-time key, so that no nonce depends on stored
/// state and a key may seal any number of messages over any number of restarts.
///
/// A message is: version 1 (1 byte) ‖ key version (4, big-endian) ‖ salt (32) ‖ ciphertext ‖ tag (16). The one-time key is
/// HKDF-SHA256(key, salt, "casemate/wrap/1"); the nonce is zero; the header is authenticated before the caller's data.
package struct EnvelopeCipher: Sendable {
    package static let formatVersion: UInt8 = 1
    /// What a message is longer than its plaintext.
    package static let overhead = headerLength + tagLength
    static let saltLength = 32
    static let tagLength = 16
    static let headerLength = 5 + saltLength

    private let key: SymmetricKey

    /// The key must be an AES-256 key.
    package init(_ key: LiveKey) throws(KeyError) {
        guard let material = key.material as? AESKey else { throw .operationMismatch(key.algorithm, .encrypt) }
        self.key = material.key
    }

    /// Seals a plaintext; `additionalData` is authenticated, not stored.
    package func encrypt(
        _ plaintext: [UInt8], additionalData: [UInt8] = [], keyVersion: UInt32
    ) throws(KeyError) -> [UInt8] {
        let salt = RandomBytes.make(Self.saltLength)
        let header = Self.header(keyVersion: keyVersion) + salt
        do {
            let box = try AES.GCM.seal(
                plaintext, using: oneTimeKey(salt: salt), nonce: Self.zeroNonce(),
                authenticating: header + additionalData)
            var message = header
            message.reserveCapacity(plaintext.count + Self.overhead)
            message.append(contentsOf: box.ciphertext)
            message.append(contentsOf: box.tag)
            return message
        } catch {
            throw .libraryFailure(.encrypt)
        }
    }

    /// Opens a message of this key; anything else is refused with one error.
    package func decrypt(_ message: [UInt8], additionalData: [UInt8] = []) throws(KeyError) -> [UInt8] {
        _ = try Self.keyVersion(of: message)
        let header = Array(message[..<Self.headerLength])
        let body = message[Self.headerLength...]
        do {
            let box = try AES.GCM.SealedBox(
                nonce: Self.zeroNonce(), ciphertext: body.dropLast(Self.tagLength), tag: body.suffix(Self.tagLength))
            let salt = header.suffix(Self.saltLength)
            return Array(
                try AES.GCM.open(box, using: oneTimeKey(salt: Array(salt)), authenticating: header + additionalData))
        } catch {
            throw .envelopeInvalid
        }
    }

    /// The version of the key that a message names, read before the key is chosen.
    package static func keyVersion(of message: [UInt8]) throws(KeyError) -> UInt32 {
        guard let version = message.first else { throw .envelopeInvalid }
        guard version == formatVersion else { throw .envelopeVersion(version) }
        guard message.count >= overhead else { throw .envelopeInvalid }
        return message[1..<5].reduce(0) { $0 << 8 | UInt32($1) }
    }

    private static func header(keyVersion: UInt32) -> [UInt8] {
        [formatVersion] + (0..<4).map { UInt8(truncatingIfNeeded: keyVersion >> (24 - 8 * $0)) }
    }

    private static let info = Array("casemate/wrap/1".utf8)

    // Zero is safe because the key is used once.
    private static func zeroNonce() throws -> AES.GCM.Nonce {
        try AES.GCM.Nonce(data: [UInt8](repeating: 0, count: 12))
    }

    private func oneTimeKey(salt: [UInt8]) -> SymmetricKey {
        HKDF<SHA256>.deriveKey(inputKeyMaterial: key, salt: salt, info: Self.info, outputByteCount: 32)
    }
}
