import EnclaveProtocol
import SwiftASN1

/// RSAPrivateKey (RFC 8017 §A.1.2), two primes.
enum PKCS1Key {
    static func material(_ bytes: [UInt8]) throws(KeyError) -> any KeyMaterial {
        try reading(.pkcs1) {
            let node = try DER.parse(bytes)
            try DER.sequence(node, identifier: .sequence) { nodes in
                guard try Int(derEncoded: &nodes) == 0 else { throw KeyError.algorithmUnsupported("multi-prime RSA") }
                for _ in 0..<8 { _ = try ArraySlice<UInt8>(derEncoded: &nodes) }
            }
            return try RSAKey(pkcs1: bytes)
        }
    }
}
