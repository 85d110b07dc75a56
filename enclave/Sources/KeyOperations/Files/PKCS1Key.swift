internal import EnclaveProtocol
internal import SwiftASN1

/// RSAPrivateKey (RFC 8017 §A.1.2), two primes.
enum PKCS1Key {
    static func material(_ bytes: [UInt8]) throws(KeyError) -> any KeyMaterial {
        try reading(.pkcs1) {
            let node = try DER.parse(bytes)
            try DER.sequence(node, identifier: .sequence) { nodes in
                guard try Int(derEncoded: &nodes) == 0 else { throw KeyError.algorithmUnsupported("multi-prime RSA") }
                let modulus = try ArraySlice<UInt8>(derEncoded: &nodes)
                for _ in 0..<7 { _ = try ArraySlice<UInt8>(derEncoded: &nodes) }
                let bits = bitCount(modulus)
                guard KeyAlgorithm.allCases.contains(where: { $0.rsaBits == bits }) else {
                    throw KeyError.rsaModulus(bits: bits)
                }
            }
            return try RSAKey(pkcs1: bytes)
        }
    }

    private static func bitCount(_ number: ArraySlice<UInt8>) -> Int {
        let significant = number.drop { $0 == 0 }
        return significant.count * 8 - (significant.first?.leadingZeroBitCount ?? 0)
    }
}
