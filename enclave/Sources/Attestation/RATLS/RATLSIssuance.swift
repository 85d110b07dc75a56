package import X509Core

/// Makes RA-TLS certificates: self-signed, with evidence for their own key.
package struct RATLSIssuance: Sendable {
    package var subject: DistinguishedName
    package var validity: CertificateValidity
    /// Names a TLS client may know the holder by.
    package var names: [GeneralName]
    /// What the verifier gave, so that the evidence is not older than its question.
    package var nonce: [UInt8]?
    /// Whether Gramine's own extension is there too, with a quote of its own.
    package var includesLegacy: Bool

    package init(
        subject: DistinguishedName, validity: CertificateValidity, names: [GeneralName] = [], nonce: [UInt8]? = nil,
        includesLegacy: Bool = false
    ) {
        self.subject = subject
        self.validity = validity
        self.names = names
        self.nonce = nonce
        self.includesLegacy = includesLegacy
    }

    /// One value for each extension that the certificate has.
    package struct PerExtension: Sendable {
        package let standard: [UInt8]
        /// Nil where Gramine's own extension is not there.
        package let legacy: [UInt8]?

        package init(standard: [UInt8], legacy: [UInt8]? = nil) {
            self.standard = standard
            self.legacy = legacy
        }
    }

    /// The 64 bytes of report data that the evidence for this key must have.
    package func reportData(for key: SubjectPublicKey) -> PerExtension {
        PerExtension(
            standard: RATLSEvidence.reportData(committingTo: claims(for: key)),
            legacy: includesLegacy ? RATLSEvidence.reportData(committingTo: key.der) : nil)
    }

    /// Builds and lints the certificate, to be signed with the key itself.
    /// - Parameters:
    ///   - serial: big-endian magnitude, `CertificateTemplate.randomSerial`.
    ///   - evidence: quotes over what `reportData(for:)` gave.
    /// - Throws: `refused` naming the row.
    package func prepare(
        for key: SubjectPublicKey, algorithm: SignatureAlgorithm, serial: [UInt8], evidence: PerExtension
    ) throws(X509Error) -> Unsigned<IssuedCertificate> {
        var extensions = commonExtensions()
        if let legacy = evidence.legacy { extensions.append(Self.item(.legacy, legacy)) }
        let tagged = TaggedEvidence(quote: evidence.standard, claims: claims(for: key))
        extensions.append(Self.item(.standard, tagged.encoded))
        let template = CertificateTemplate(
            serial: serial, algorithm: algorithm, issuer: subject, validity: validity, subject: subject,
            publicKey: key, extensions: extensions)
        return try template.linted(for: .standalone)
    }

    private func claims(for key: SubjectPublicKey) -> [UInt8] {
        RATLSClaims(publicKey: key.der, nonce: nonce).encoded
    }

    private func commonExtensions() -> [CertificateExtension] {
        var extensions = [
            CertificateExtension(
                .basicConstraints, isCritical: true, value: BasicConstraints(isAuthority: false).encoded),
            CertificateExtension(.keyUsage, isCritical: true, value: KeyUsage.digitalSignature.encoded),
        ]
        if !names.isEmpty {
            extensions.append(
                CertificateExtension(
                    .subjectAltName, isCritical: subject.isEmpty, value: ExtensionList.encode(names)))
        }
        return extensions
    }

    private static func item(_ form: RATLSExtension, _ value: [UInt8]) -> CertificateExtension {
        CertificateExtension(form.identifier, isCritical: false, value: value)
    }
}
