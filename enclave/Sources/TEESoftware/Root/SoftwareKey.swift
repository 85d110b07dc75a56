internal import Crypto
internal import TEEPlatform

/// A P-256 key of the software root: a file of 32 bytes, or memory only.
struct SoftwareKey: Sendable {
    private let key: P256.Signing.PrivateKey

    /// A new one.
    init() { key = P256.Signing.PrivateKey(compactRepresentable: false) }

    /// From its file; nil if that is no scalar of P-256.
    init?(scalar: [UInt8]) {
        guard let key = try? P256.Signing.PrivateKey(rawRepresentation: scalar) else { return nil }
        self.key = key
    }

    /// What its file holds, big-endian.
    var scalar: [UInt8] { Array(key.rawRepresentation) }

    /// x ‖ y, 64 bytes.
    var point: [UInt8] { Array(key.publicKey.rawRepresentation) }

    /// SubjectPublicKeyInfo, DER.
    var publicKeyInfo: [UInt8] { Array(key.publicKey.derRepresentation) }

    /// ECDSA with SHA-256 as quotes and collateral carry it: r ‖ s, 64 bytes.
    func signRaw(_ message: [UInt8]) throws(PlatformError) -> [UInt8] {
        Array(try signature(of: message).rawRepresentation)
    }

    /// ECDSA with SHA-256 as X.509 carries it: DER.
    func signDER(_ message: [UInt8]) throws(PlatformError) -> [UInt8] {
        Array(try signature(of: message).derRepresentation)
    }

    private func signature(of message: [UInt8]) throws(PlatformError) -> P256.Signing.ECDSASignature {
        do {
            return try key.signature(for: message)
        } catch {
            throw PlatformError("the cryptographic library did not sign: \(error)")
        }
    }
}
