import Crypto
import Foundation
import SwiftASN1
import X509

/// A certificate authority as it lies about in clusters: key and certificate in PEM.
struct TestAuthority {
    let key: P256.Signing.PrivateKey
    let certificate: Certificate

    /// A root, or signed by `parent`.
    init(_ name: String, signedBy parent: TestAuthority? = nil) throws {
        key = P256.Signing.PrivateKey()
        let subject = try DistinguishedName { CommonName(name) }
        certificate = try Certificate(
            version: .v3, serialNumber: .init(), publicKey: .init(key.publicKey),
            notValidBefore: .now.addingTimeInterval(-60), notValidAfter: .now.addingTimeInterval(86_400),
            issuer: parent?.certificate.subject ?? subject, subject: subject, signatureAlgorithm: .ecdsaWithSHA256,
            extensions: try .init {
                Critical(BasicConstraints.isCertificateAuthority(maxPathLength: nil))
                Critical(KeyUsage(keyCertSign: true, cRLSign: true))
            }, issuerPrivateKey: .init(parent?.key ?? key))
    }

    var keyPEM: [UInt8] { Array(key.pemRepresentation.utf8) }
    var keyDER: [UInt8] { Array(key.derRepresentation) }
    var publicKey: [UInt8] { Array(key.publicKey.derRepresentation) }

    var der: [UInt8] {
        get throws {
            var serializer = DER.Serializer()
            try serializer.serialize(certificate)
            return serializer.serializedBytes
        }
    }

    var pem: [UInt8] { get throws { Array((try certificate.serializeAsPEM().pemString + "\n").utf8) } }
}
