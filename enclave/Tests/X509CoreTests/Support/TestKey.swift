import Crypto
import CryptoExtras
import EnclaveProtocol
import Foundation
import X509Core

/// A private key of the tests: its public half and a way to sign.
struct TestKey: Sendable {
    let algorithm: KeyAlgorithm
    let publicKey: SubjectPublicKey
    private let signer: @Sendable ([UInt8], SignatureAlgorithm) throws -> [UInt8]

    var signatureAlgorithm: SignatureAlgorithm { SignatureAlgorithm(signingWith: algorithm) ?? .ed25519 }

    func sign(_ message: [UInt8], _ algorithm: SignatureAlgorithm) throws -> [UInt8] { try signer(message, algorithm) }

    static let algorithms: [KeyAlgorithm] = [.p256, .p384, .p521, .ed25519, .rsa2048, .rsa3072, .rsa4096]

    /// One key of each algorithm, made once: RSA takes its time.
    private static let shared: [KeyAlgorithm: TestKey] = {
        var keys: [KeyAlgorithm: TestKey] = [:]
        for algorithm in algorithms { keys[algorithm] = try? TestKey(algorithm) }
        return keys
    }()

    static func shared(_ algorithm: KeyAlgorithm) throws -> TestKey {
        guard let key = shared[algorithm] else { throw X509Error.unsupported("no test key") }
        return key
    }

    init(_ algorithm: KeyAlgorithm) throws {
        self.algorithm = algorithm
        switch algorithm {
        case .p256:
            let key = P256.Signing.PrivateKey()
            publicKey = try SubjectPublicKey(
                algorithm: algorithm, rawRepresentation: [UInt8](key.publicKey.x963Representation))
            signer = { message, how in
                try digest(message, how) { [UInt8](try key.signature(for: $0).derRepresentation) }
            }
        case .p384:
            let key = P384.Signing.PrivateKey()
            publicKey = try SubjectPublicKey(
                algorithm: algorithm, rawRepresentation: [UInt8](key.publicKey.x963Representation))
            signer = { message, how in
                try digest(message, how) { [UInt8](try key.signature(for: $0).derRepresentation) }
            }
        case .p521:
            let key = P521.Signing.PrivateKey()
            publicKey = try SubjectPublicKey(
                algorithm: algorithm, rawRepresentation: [UInt8](key.publicKey.x963Representation))
            signer = { message, how in
                try digest(message, how) { [UInt8](try key.signature(for: $0).derRepresentation) }
            }
        case .ed25519:
            let key = Curve25519.Signing.PrivateKey()
            publicKey = try SubjectPublicKey(
                algorithm: algorithm, rawRepresentation: [UInt8](key.publicKey.rawRepresentation))
            signer = { message, _ in [UInt8](try key.signature(for: message)) }
        default:
            let key = try _RSA.Signing.PrivateKey(keySize: .init(bitCount: algorithm.rsaBits ?? 2048))
            publicKey = try SubjectPublicKey(
                algorithm: algorithm, rawRepresentation: [UInt8](key.publicKey.pkcs1DERRepresentation))
            signer = { message, how in
                let padding: _RSA.Signing.Padding = if case .pss = how { .PSS } else { .insecurePKCS1v1_5 }
                return try digest(message, how) {
                    [UInt8](try key.signature(for: $0, padding: padding).rawRepresentation)
                }
            }
        }
    }
}

private func digest(
    _ message: [UInt8], _ algorithm: SignatureAlgorithm, _ sign: (any Digest) throws -> [UInt8]
) throws -> [UInt8] {
    switch algorithm {
    case .ecdsa(.sha256), .pkcs1(.sha256), .pss(.sha256): try sign(SHA256.hash(data: message))
    case .ecdsa(.sha384), .pkcs1(.sha384), .pss(.sha384): try sign(SHA384.hash(data: message))
    default: try sign(SHA512.hash(data: message))
    }
}
