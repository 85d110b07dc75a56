internal import Crypto
internal import EnclaveProtocol

/// The key derivation functions of Part 1, clause 11.4.10, over SHA-256.
enum KeyDerivation {
    /// KDFa: counter mode with HMAC.
    static func derive(
        _ key: [UInt8], label: String, _ newer: [UInt8], _ older: [UInt8], count: Int
    ) -> [UInt8] {
        var derived: [UInt8] = []
        var counter: UInt32 = 1
        while derived.count < count {
            var block = WireWriter()
            block.uint32(counter)
            block.fixed(Array(label.utf8) + [0])
            block.fixed(newer)
            block.fixed(older)
            block.uint32(UInt32(count * 8))
            derived += hmac(key, block.bytes)
            counter += 1
        }
        return Array(derived.prefix(count))
    }

    /// KDFe, one block: 32 bytes out of an ECDH secret and the x coordinates of both keys.
    static func agree(_ secret: [UInt8], label: String, _ own: [UInt8], _ other: [UInt8]) -> [UInt8] {
        var block = WireWriter()
        block.uint32(1)
        block.fixed(secret)
        block.fixed(Array(label.utf8) + [0])
        block.fixed(own)
        block.fixed(other)
        return Array(SHA256.hash(data: block.bytes))
    }

    static func hmac(_ key: [UInt8], _ bytes: [UInt8]) -> [UInt8] {
        Array(HMAC<SHA256>.authenticationCode(for: bytes, using: SymmetricKey(data: key)))
    }
}
