import Crypto
import EnclaveProtocol
import X509Core

/// A certificate of the simulated hierarchy: its fields, free to be wrong, and its key.
package struct SimulatedCertificate: Sendable {
    package var key = P256.Signing.PrivateKey(compactRepresentable: false)
    package var commonName: String
    package var issuerName: String
    package var serial: [UInt8]
    package var notBefore: Int64 = 1_767_225_600
    package var notAfter: Int64 = 1_893_456_000
    /// Nil leaves basicConstraints out.
    package var constraints: BasicConstraints?
    /// Nil leaves keyUsage out.
    package var usage: KeyUsage?
    package var extensions: [CertificateExtension] = []

    package init(
        _ commonName: String, issuer: String, serial: UInt8, constraints: BasicConstraints, usage: KeyUsage
    ) {
        self.commonName = commonName
        issuerName = issuer
        self.serial = [0x5A, serial]
        self.constraints = constraints
        self.usage = usage
    }

    /// DER, signed now.
    package func der(signedBy key: P256.Signing.PrivateKey) throws -> [UInt8] {
        try Self.signed(content(), by: key)
    }

    package var name: DistinguishedName { get throws { try Self.name(commonName) } }

    /// A name as Intel writes them.
    package static func name(_ commonName: String) throws -> DistinguishedName {
        try DistinguishedName(rfc4514: "C=US,ST=CA,L=Santa Clara,O=Intel Corporation,CN=\(commonName)")
    }

    /// The signed structure around some content, ecdsa-with-SHA256.
    package static func signed(_ content: [UInt8], by key: P256.Signing.PrivateKey) throws -> [UInt8] {
        let signature = Array(try key.signature(for: content).derRepresentation)
        return SignedStructure.assemble(signed: content, algorithm: .ecdsa(.sha256), signature: signature)
    }

    private func content() throws -> [UInt8] {
        let subject = try name
        let issuer = try Self.name(issuerName)
        let publicKey = try SubjectPublicKey(
            algorithm: .p256, rawRepresentation: Array(key.publicKey.x963Representation))
        return DERWriter.encode { writer in
            writer.constructed { writer in
                writer.constructed(DERTag.constructedContext(0)) { $0.integer(2) }
                writer.unsignedInteger(serial)
                writer.raw(SignatureAlgorithm.ecdsa(.sha256).encoded)
                writer.raw(issuer.der)
                writer.constructed { writer in
                    DERTime.write(notBefore, to: &writer)
                    DERTime.write(notAfter, to: &writer)
                }
                writer.raw(subject.der)
                writer.raw(publicKey.der)
                writer.constructed(DERTag.constructedContext(3)) { CertificateExtension.write(allExtensions, to: &$0) }
            }
        }
    }

    private var allExtensions: [CertificateExtension] {
        var all: [CertificateExtension] = []
        if let usage { all.append(CertificateExtension(.keyUsage, isCritical: true, value: usage.encoded)) }
        if let constraints {
            all.append(CertificateExtension(.basicConstraints, isCritical: true, value: constraints.encoded))
        }
        return all + extensions
    }
}
