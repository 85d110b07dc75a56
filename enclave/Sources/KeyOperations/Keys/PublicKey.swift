internal import Crypto
internal import CryptoExtras
package import EnclaveProtocol
internal import SwiftASN1

/// A public key that verifies: for self-tests, pairwise tests and administrators' signatures.
package struct PublicKey: Sendable {
    package let algorithm: KeyAlgorithm
    private let verifier: any SignatureVerifier

    /// DER SubjectPublicKeyInfo (RFC 5280 §4.1.2.7) of a P-256, P-384, P-521, Ed25519 or RSA key.
    package init(spki: [UInt8]) throws(KeyError) {
        do {
            (algorithm, verifier) = try Self.parse(spki)
        } catch {
            throw .publicKeyInvalid
        }
    }

    /// Whether the signature (DER for ECDSA, else raw) is the key's over the message. A scheme of another algorithm is false.
    package func isValid(_ signature: [UInt8], message: [UInt8], using algorithm: SignatureAlgorithm) -> Bool {
        guard let hash = algorithm.hash else { return verifier.isValid(signature, message: message) }
        return verifier.isValid(signature, digest: PreparedDigest(hashing: message, with: hash), using: algorithm)
    }

    /// Whether the signature is the key's over a digest of the algorithm's hash.
    package func isValid(_ signature: [UInt8], digest: [UInt8], using algorithm: SignatureAlgorithm) -> Bool {
        guard let hash = algorithm.hash, let prepared = try? PreparedDigest(bytes: digest, of: hash) else {
            return false
        }
        return verifier.isValid(signature, digest: prepared, using: algorithm)
    }

    private static func parse(_ spki: [UInt8]) throws -> (KeyAlgorithm, any SignatureVerifier) {
        if spki.starts(with: Ed25519Key.spkiPrefix) {
            let raw = spki.dropFirst(Ed25519Key.spkiPrefix.count)
            return (.ed25519, try Curve25519.Signing.PublicKey(rawRepresentation: Array(raw)))
        }
        switch try SubjectPublicKey.kind(of: spki) {
        case .curve(.p256): return (.p256, CurveVerifier(key: try P256.Signing.PublicKey(derRepresentation: spki)))
        case .curve(.p384): return (.p384, CurveVerifier(key: try P384.Signing.PublicKey(derRepresentation: spki)))
        case .curve: return (.p521, CurveVerifier(key: try P521.Signing.PublicKey(derRepresentation: spki)))
        case .rsa:
            let key = try _RSA.Signing.PublicKey(derRepresentation: spki)
            guard let size = KeyAlgorithm.allCases.first(where: { $0.rsaBits == key.keySizeInBits }) else {
                throw KeyError.rsaModulus(bits: key.keySizeInBits)
            }
            return (size, key)
        }
    }
}

/// Verifies signatures of one algorithm.
private protocol SignatureVerifier: Sendable {
    func isValid(_ signature: [UInt8], message: [UInt8]) -> Bool
    func isValid(_ signature: [UInt8], digest: PreparedDigest, using algorithm: SignatureAlgorithm) -> Bool
}

extension SignatureVerifier {
    func isValid(_ signature: [UInt8], message: [UInt8]) -> Bool { false }
}

private struct CurveVerifier<Key: CurvePublicKey>: SignatureVerifier {
    let key: Key

    func isValid(_ signature: [UInt8], digest: PreparedDigest, using algorithm: SignatureAlgorithm) -> Bool {
        guard case .ecdsa = algorithm, let parsed = try? Key.Signature(derRepresentation: signature) else {
            return false
        }
        return switch digest {
        case .sha256(let digest): key.isValidSignature(parsed, for: digest)
        case .sha384(let digest): key.isValidSignature(parsed, for: digest)
        case .sha512(let digest): key.isValidSignature(parsed, for: digest)
        }
    }
}

extension Curve25519.Signing.PublicKey: SignatureVerifier {
    fileprivate func isValid(_ signature: [UInt8], message: [UInt8]) -> Bool {
        isValidSignature(signature, for: message)
    }

    fileprivate func isValid(_ signature: [UInt8], digest: PreparedDigest, using algorithm: SignatureAlgorithm) -> Bool
    {
        false
    }
}

extension _RSA.Signing.PublicKey: SignatureVerifier {
    fileprivate func isValid(_ signature: [UInt8], digest: PreparedDigest, using algorithm: SignatureAlgorithm) -> Bool
    {
        guard let padding = algorithm.rsaPadding else { return false }
        let parsed = _RSA.Signing.RSASignature(rawRepresentation: signature)
        return switch digest {
        case .sha256(let digest): isValidSignature(parsed, for: digest, padding: padding)
        case .sha384(let digest): isValidSignature(parsed, for: digest, padding: padding)
        case .sha512(let digest): isValidSignature(parsed, for: digest, padding: padding)
        }
    }
}
