extension SubjectPublicKey {
    /// Modulus and exponent, big-endian without leading zeros; nil for any key but RSA.
    package var rsaNumbers: (modulus: [UInt8], exponent: [UInt8])? {
        guard case .rsa = kind else { return nil }
        var outer = DERReader(keyBits)
        guard var reader = try? outer.enter(), let modulus = try? reader.readInteger(),
            let exponent = try? reader.readInteger()
        else { return nil }
        return (Array(modulus.drop { $0 == 0 }), Array(exponent.drop { $0 == 0 }))
    }
}

/// An RSAPublicKey of RFC 8017 appendix A.1.1, as far as its strength is judged.
struct RSAPublicNumbers: Hashable, Sendable {
    let bits: Int
    let isOddModulus: Bool
    /// The exponent, or nil when it is negative or longer than 8 octets.
    let exponent: UInt64?

    init(der: [UInt8]) throws(X509Error) {
        var outer = DERReader(der)
        var reader = try outer.enter()
        let modulus = try reader.readInteger()
        let exponent = try reader.readInteger()
        try reader.finish()
        try outer.finish()
        let magnitude = modulus.drop { $0 == 0 }
        guard modulus[0] < 0x80, let first = magnitude.first, let last = magnitude.last else {
            throw .malformed("An RSA modulus is not positive")
        }
        bits = magnitude.count * 8 - first.leadingZeroBitCount
        isOddModulus = last & 1 == 1
        self.exponent = exponent[0] < 0x80 && exponent.count <= 8 ? exponent.reduce(0) { $0 << 8 | UInt64($1) } : nil
    }

    /// NIST SP 800-56B §6.2 and what BoringSSL computes with: 2048 to 8192 bits, odd exponent from 65537 to 2^33 − 1.
    var fault: String? {
        guard bits >= 2048 else { return "RSA keys need at least 2048 bits; this one has \(bits)" }
        guard bits <= 8192 else { return "RSA keys may have at most 8192 bits; this one has \(bits)" }
        guard bits % 8 == 0 else { return "RSA keys need a whole number of octets; this one has \(bits) bits" }
        guard isOddModulus else { return "The RSA modulus is even" }
        guard let exponent, exponent & 1 == 1, exponent >= 65_537, exponent < 1 << 33 else {
            return "The RSA exponent must be odd, at least 65537 and below 2^33"
        }
        return nil
    }
}
