internal import Crypto
internal import EnclaveProtocol
internal import X509Core

/// A P-256 public key held ready: every signature of DCAP is ECDSA with SHA-256 under one.
struct P256Key: Sendable {
    private let key: P256.Signing.PublicKey

    /// From x ‖ y; nil for anything that is no point of the curve.
    init?(raw: ArraySlice<UInt8>) {
        guard let key = try? P256.Signing.PublicKey(rawRepresentation: raw) else { return nil }
        self.key = key
    }

    /// From a certificate's key; nil unless it is an uncompressed P-256 point with named curve.
    init?(_ publicKey: SubjectPublicKey) {
        guard publicKey.kind == .p256, publicKey.keyBits.first == 4,
            let key = try? P256.Signing.PublicKey(x963Representation: publicKey.keyBits)
        else { return nil }
        self.key = key
    }

    /// Whether r ‖ s is this key's over `message`.
    func isValid(raw signature: ArraySlice<UInt8>, over message: ArraySlice<UInt8>) -> Bool {
        guard let value = try? P256.Signing.ECDSASignature(rawRepresentation: signature) else { return false }
        return key.isValidSignature(value, for: SHA256.hash(data: message))
    }

    /// Whether a certificate or CRL carries this key's ecdsa-with-SHA256 signature.
    func isValid(_ structure: SignedStructure) -> Bool {
        guard structure.algorithm == SignatureAlgorithm.ecdsa(.sha256).encoded,
            let value = try? P256.Signing.ECDSASignature(derRepresentation: structure.signature)
        else { return false }
        return key.isValidSignature(value, for: SHA256.hash(data: structure.der[structure.signedRange]))
    }
}
