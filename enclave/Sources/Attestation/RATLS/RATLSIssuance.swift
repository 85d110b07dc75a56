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

    /// DER of the certificate.
    /// - Parameters:
    ///   - serial: big-endian magnitude, `CertificateTemplate.randomSerial`.
    ///   - quote: a quote with these 64 bytes of report data; called once, or twice with `includesLegacy`.
    ///   - sign: the signature over the content, in the form X.509 carries, made with the key itself.
    package func certificate<Failure: Error>(
        for key: SubjectPublicKey, algorithm: SignatureAlgorithm, serial: [UInt8],
        quote: (_ reportData: [UInt8]) throws(Failure) -> [UInt8],
        sign: (_ content: [UInt8], SignatureAlgorithm) throws(Failure) -> [UInt8]
    ) throws(Failure) -> [UInt8] {
        let claims = RATLSClaims(publicKey: key.der, nonce: nonce).encoded
        let standard = try quote(RATLSEvidence.reportData(committingTo: claims))
        let legacy = includesLegacy ? try quote(RATLSEvidence.reportData(committingTo: key.der)) : nil
        let evidence = TaggedEvidence(quote: standard, claims: claims).encoded
        var extensions = commonExtensions()
        if let legacy { extensions.append(Self.item(.legacy, legacy)) }
        extensions.append(Self.item(.standard, evidence))
        let content = CertificateTemplate(
            serial: serial, algorithm: algorithm, issuer: subject, validity: validity, subject: subject,
            publicKey: key, extensions: extensions
        ).encoded
        return SignedStructure.assemble(signed: content, algorithm: algorithm, signature: try sign(content, algorithm))
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
