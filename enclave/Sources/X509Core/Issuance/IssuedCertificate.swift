internal import Crypto

/// A certificate just made, with the facts the audit keeps.
package struct IssuedCertificate: Sendable {
    package let content: TBSCertificate
    package let der: [UInt8]
    /// SHA-256 of `der`.
    package let fingerprint: [UInt8]

    init(content: TBSCertificate, der: [UInt8]) {
        self.content = content
        self.der = der
        fingerprint = Array(SHA256.hash(data: der))
    }

    package var serial: [UInt8] { content.serial }
    package var subject: DistinguishedName { content.subject }
    package var notBefore: Int64 { content.notBefore }
    package var notAfter: Int64 { content.notAfter }
    package var pem: [UInt8] { PEM.encode(der, label: "CERTIFICATE") }

    /// The alternative names.
    package var names: [GeneralName] {
        guard let item = content.extensions.first(.subjectAltName) else { return [] }
        return (try? ExtensionList.readNames(der: item.value)) ?? []
    }
}
