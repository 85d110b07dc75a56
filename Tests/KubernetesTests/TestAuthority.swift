import Crypto
import Foundation
import SwiftASN1
import X509

/// A certificate authority for a test.
struct TestAuthority {
    private let key = P256.Signing.PrivateKey()
    let certificate: Certificate

    init() throws {
        let name = try DistinguishedName { CommonName("test authority") }
        certificate = try Self.certificate(
            name, issuer: name, publicKey: key.publicKey, signer: key,
            extensions: Certificate.Extensions { Critical(BasicConstraints.isCertificateAuthority(maxPathLength: nil)) }
        )
    }

    /// A new key and its certificate, both PEM; for a server of that DNS name, or for a client.
    func issue(_ subject: String, serverName: String? = nil) throws -> (certificate: String, key: String) {
        let own = P256.Signing.PrivateKey()
        let extensions = try Certificate.Extensions {
            if let serverName { SubjectAlternativeNames([.dnsName(serverName)]) }
            try ExtendedKeyUsage(serverName == nil ? [.clientAuth] : [.serverAuth])
        }
        let leaf = try Self.certificate(
            try DistinguishedName { CommonName(subject) }, issuer: certificate.subject, publicKey: own.publicKey,
            signer: key, extensions: extensions)
        return (try leaf.serializeAsPEM().pemString, own.pemRepresentation)
    }

    private static func certificate(
        _ subject: DistinguishedName, issuer: DistinguishedName, publicKey: P256.Signing.PublicKey,
        signer: P256.Signing.PrivateKey, extensions: Certificate.Extensions
    ) throws -> Certificate {
        try Certificate(
            version: .v3, serialNumber: Certificate.SerialNumber(), publicKey: .init(publicKey),
            notValidBefore: Date(timeIntervalSinceNow: -3600), notValidAfter: Date(timeIntervalSinceNow: 3600),
            issuer: issuer, subject: subject, signatureAlgorithm: .ecdsaWithSHA256, extensions: extensions,
            issuerPrivateKey: .init(signer))
    }
}
