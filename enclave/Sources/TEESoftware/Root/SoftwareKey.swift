internal import Crypto
internal import TEEPlatform
internal import X509Core

/// A P-256 key of the software root: a PKCS#8 PEM file, or memory only.
struct SoftwareKey: Sendable {
    static let label = "PRIVATE KEY"

    private let key: P256.Signing.PrivateKey

    /// A new one.
    init() { key = P256.Signing.PrivateKey(compactRepresentable: false) }

    /// From its file; nil if that is no P-256 key.
    init?(pem: [UInt8]) {
        guard let der = try? PEM.derContent(of: pem, labels: [Self.label]),
            let key = try? P256.Signing.PrivateKey(derRepresentation: der)
        else { return nil }
        self.key = key
    }

    var pem: [UInt8] { PEM.encode(Array(key.derRepresentation), label: Self.label) }

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
