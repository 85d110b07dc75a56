import Crypto
import EnclaveProtocol
import X509Core

@testable import Attestation

/// An RA-TLS certificate put together by hand, so that a test can get any part of it wrong.
struct RATLSDraft {
    var key = P256.Signing.PrivateKey()
    /// The key that signs, when not the certificate's own.
    var signer: P256.Signing.PrivateKey?
    var subject = "CN=RATLS,O=Simulated"
    var issuer: String?
    var extensions: [CertificateExtension] = []

    static let start: Int64 = 1_700_000_000
    static let end: Int64 = 1_900_000_000
    static let now: Int64 = 1_800_000_000

    var publicKey: SubjectPublicKey {
        get throws {
            try SubjectPublicKey(algorithm: .p256, rawRepresentation: Array(key.publicKey.x963Representation))
        }
    }

    func der() throws -> [UInt8] {
        let algorithm = SignatureAlgorithm.ecdsa(.sha256)
        let name = try DistinguishedName(rfc4514: subject)
        let content = CertificateTemplate(
            serial: [1], algorithm: algorithm, issuer: try issuer.map { try DistinguishedName(rfc4514: $0) } ?? name,
            validity: CertificateValidity(notBefore: Self.start, notAfter: Self.end), subject: name,
            publicKey: try publicKey, extensions: extensions
        ).encoded
        let signature = try (signer ?? key).signature(for: SHA256.hash(data: content))
        return SignedStructure.assemble(
            signed: content, algorithm: algorithm, signature: Array(signature.derRepresentation))
    }

    func evidence(allowingLegacy: Bool = false) throws -> RATLSEvidence {
        try RATLSCertificate(der()).evidence(allowingLegacy: allowingLegacy, at: Self.now)
    }

    mutating func add(_ form: RATLSExtension, _ value: [UInt8]) {
        extensions.append(CertificateExtension(form.identifier, isCritical: false, value: value))
    }

    /// Adds the standard extension over these claims.
    mutating func add(claims: [UInt8]) { add(.standard, TaggedEvidence(quote: [1, 2, 3], claims: claims).encoded) }
}
