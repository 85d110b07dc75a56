/// The fields of a certificate about to be made.
package struct CertificateTemplate: Sendable {
    /// Big-endian magnitude.
    package var serial: [UInt8]
    package var algorithm: SignatureAlgorithm
    package var issuer: DistinguishedName
    package var validity: CertificateValidity
    package var subject: DistinguishedName
    package var publicKey: SubjectPublicKey
    package var extensions: [CertificateExtension]

    package init(
        serial: [UInt8], algorithm: SignatureAlgorithm, issuer: DistinguishedName, validity: CertificateValidity,
        subject: DistinguishedName, publicKey: SubjectPublicKey, extensions: [CertificateExtension]
    ) {
        self.serial = serial
        self.algorithm = algorithm
        self.issuer = issuer
        self.validity = validity
        self.subject = subject
        self.publicKey = publicKey
        self.extensions = extensions
    }

    /// DER of the TBSCertificate, version 3.
    package var encoded: [UInt8] {
        DERWriter.encode(capacity: 768) { writer in
            writer.constructed { writer in
                writer.raw([0xa0, 3, DERTag.integer, 1, 2])
                writer.unsignedInteger(serial)
                writer.raw(algorithm.encoded)
                writer.raw(issuer.der)
                writer.constructed { writer in
                    DERTime.write(validity.notBefore, to: &writer)
                    DERTime.write(validity.notAfter, to: &writer)
                }
                writer.raw(subject.der)
                writer.raw(publicKey.der)
                guard !extensions.isEmpty else { return }
                writer.constructed(DERTag.constructedContext(3)) { writer in
                    CertificateExtension.write(extensions, to: &writer)
                }
            }
        }
    }

    /// A random serial number: 127 bits, positive, never zero.
    package static func randomSerial(using generator: inout some RandomNumberGenerator) -> [UInt8] {
        let high = generator.next() & (UInt64.max >> 1)
        let low = generator.next()
        guard high | low != 0 else { return [1] }
        return [high, low].flatMap { half in (0..<8).map { UInt8(truncatingIfNeeded: half >> (56 - 8 * $0)) } }
    }

    /// Lints the DER that will be signed, read back from its bytes.
    /// - Throws: `refused` naming the first row that says no.
    package func linted(for context: LintContext) throws(X509Error) -> Unsigned<IssuedCertificate> {
        let der = encoded
        let content = try TBSCertificate(der: der)
        try Linter.check(content, for: context)
        let algorithm = algorithm
        return Unsigned(content: der, algorithm: algorithm) { signature in
            IssuedCertificate(
                content: content,
                der: SignedStructure.assemble(signed: der, algorithm: algorithm, signature: signature))
        }
    }
}
