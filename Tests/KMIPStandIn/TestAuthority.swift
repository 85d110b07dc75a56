internal import Crypto
internal import Foundation
internal import SwiftASN1
internal import X509

/// An authority with a server of 127.0.0.1 and a client.
struct TestAuthority {
    private let key = P256.Signing.PrivateKey()

    /// Writes `ca.pem`, and `server` and `client` with their keys.
    func write(to directory: URL) throws {
        let name = try DistinguishedName { CommonName("KMIP tests") }
        let extensions = try Certificate.Extensions {
            Critical(BasicConstraints.isCertificateAuthority(maxPathLength: nil))
        }
        let root = try certificate(of: key, name, extensions)
        try Data(root.serializeAsPEM().pemString.utf8).write(to: directory.appending(path: "ca.pem"))
        try leaf(
            "server", in: directory,
            Certificate.Extensions {
                SubjectAlternativeNames([.ipAddress(ASN1OctetString(contentBytes: [127, 0, 0, 1]))])
            })
        try leaf("client", in: directory, Certificate.Extensions { try ExtendedKeyUsage([.clientAuth]) })
    }

    private func leaf(_ name: String, in directory: URL, _ extensions: Certificate.Extensions) throws {
        let own = P256.Signing.PrivateKey()
        let leaf = try certificate(of: own, try DistinguishedName { CommonName(name) }, extensions)
        try Data(leaf.serializeAsPEM().pemString.utf8).write(to: directory.appending(path: "\(name).pem"))
        try Data(own.pemRepresentation.utf8).write(to: directory.appending(path: "\(name).key"))
    }

    private func certificate(
        of own: P256.Signing.PrivateKey, _ subject: DistinguishedName, _ extensions: Certificate.Extensions
    ) throws -> Certificate {
        try Certificate(
            version: .v3, serialNumber: .init(), publicKey: .init(own.publicKey),
            notValidBefore: .now - 3600, notValidAfter: .now + 3600,
            issuer: try DistinguishedName { CommonName("KMIP tests") }, subject: subject,
            signatureAlgorithm: .ecdsaWithSHA256, extensions: extensions, issuerPrivateKey: .init(key))
    }
}
