internal import Crypto

/// The key derivation of ANSI X9.63 (SEC 1 §3.6.1) with SHA-256, no shared information and one block: an AES-256 key.
package enum X963KeyDerivation {
    /// 32 bytes from a Diffie-Hellman secret.
    package static func key(from secret: [UInt8]) -> [UInt8] { Array(SHA256.hash(data: secret + [0, 0, 0, 1])) }
}
