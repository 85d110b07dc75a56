import CryptoExtras
import SwiftASN1
import X509

/// A request without any extension.
enum PlainRequest {
    static func pem(_ key: _RSA.Signing.PrivateKey) throws -> String {
        try X509.CertificateSigningRequest(
            version: .v1, subject: DistinguishedName { CommonName("plain") },
            privateKey: X509.Certificate.PrivateKey(key), attributes: X509.CertificateSigningRequest.Attributes(),
            signatureAlgorithm: .sha256WithRSAEncryption
        ).serializeAsPEM().pemString
    }
}
