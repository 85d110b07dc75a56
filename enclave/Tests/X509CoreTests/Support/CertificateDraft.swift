import EnclaveProtocol
import X509Core

/// A TBSCertificate written field by field, so that a test can break exactly one.
struct CertificateDraft {
    var version: [UInt8] = [0xa0, 3, 2, 1, 2]
    var serial: [UInt8] = [0x12, 0x34, 0x56, 0x78, 0x9a, 0xbc, 0xde, 0xf0, 1]
    var algorithm: [UInt8] = SignatureAlgorithm.ecdsa(.sha256).encoded
    var issuer: DistinguishedName
    var notBefore: [UInt8]
    var notAfter: [UInt8]
    var subject: [UInt8]
    var publicKey: [UInt8]
    var uniqueIdentifier: [UInt8] = []
    var extensions: [CertificateExtension]

    /// A good certificate for the authority, under the profile of the row tests.
    init(_ authority: TestAuthority, key: TestKey) throws {
        issuer = authority.certificate.content.subject
        notBefore = Self.time(TestAuthority.now)
        notAfter = Self.time(TestAuthority.now + 3600)
        subject = try DistinguishedName(rfc4514: "CN=web.example.com,O=Example,C=DE").der
        publicKey = key.publicKey.der
        extensions = [
            CertificateExtension(.keyUsage, isCritical: true, value: KeyUsage.digitalSignature.encoded),
            CertificateExtension(
                .extendedKeyUsage, isCritical: false, value: ExtensionList.encode([ObjectIdentifier.serverAuth])),
            CertificateExtension(
                .basicConstraints, isCritical: true, value: BasicConstraints(isAuthority: false).encoded),
            KeyIdentifier.subjectExtension(key.publicKey.keyIdentifier),
            KeyIdentifier.authorityExtension(authority.issuing.keyIdentifier),
            CertificateExtension(
                .subjectAltName, isCritical: false, value: ExtensionList.encode([.dns("web.example.com")])),
        ]
    }

    static func time(_ seconds: Int64) -> [UInt8] { DERWriter.encode { DERTime.write(seconds, to: &$0) } }

    /// The same as GeneralizedTime although it is before 2050.
    static func wrongTime(_ utcTime: [UInt8]) -> [UInt8] {
        [DERTag.generalizedTime, 15] + Array("20".utf8) + utcTime.dropFirst(2)
    }

    mutating func set(_ identifier: ObjectIdentifier, _ value: [UInt8]?, isCritical: Bool? = nil) {
        let old = extensions.first(identifier)
        let position = extensions.firstIndex { $0.identifier == identifier } ?? extensions.endIndex
        extensions.removeAll { $0.identifier == identifier }
        guard let value = value ?? (isCritical == nil ? nil : old?.value) else { return }
        let critical = isCritical ?? old?.isCritical ?? false
        extensions.insert(CertificateExtension(identifier, isCritical: critical, value: value), at: position)
    }

    mutating func setNames(_ names: [GeneralName]) { set(.subjectAltName, ExtensionList.encode(names)) }

    mutating func setUsage(_ usage: KeyUsage) { set(.keyUsage, usage.encoded) }

    mutating func setAttribute(_ type: ObjectIdentifier, _ tag: UInt8, _ value: [UInt8]) {
        subject = DistinguishedName(relativeNames: [[.init(type: type, tag: tag, value: value)]]).der
    }

    var encoded: [UInt8] {
        DERWriter.encode { writer in
            writer.constructed { writer in
                writer.raw(version)
                writer.element(DERTag.integer, serial)
                writer.raw(algorithm)
                writer.raw(issuer.der)
                writer.constructed { writer in
                    writer.raw(notBefore)
                    writer.raw(notAfter)
                }
                writer.raw(subject)
                writer.raw(publicKey)
                writer.raw(uniqueIdentifier)
                writer.constructed(DERTag.constructedContext(3)) { CertificateExtension.write(extensions, to: &$0) }
            }
        }
    }
}
