/// Issues end-entity certificates: a pure function of request, profile, CA, time and randomness.
package struct CertificateIssuance: Sendable {
    package let authority: IssuingAuthority
    package let profile: CertificateProfile

    package init(authority: IssuingAuthority, profile: CertificateProfile) {
        self.authority = authority
        self.profile = profile
    }

    /// Builds and lints the certificate.
    /// - Parameters:
    ///   - lifetime: seconds asked for, clamped to profile and CA; nil for the profile's default.
    ///   - usages: usages asked for; empty for the profile's default.
    ///   - hasVerifiedQuote: a quote for the request's key was verified, and the certificate is to say so.
    /// - Throws: `refused` naming the row, `usage`, `lifetime`, `authority`.
    package func prepare(
        _ request: VerifiedCSR, lifetime: Int64?, usages: [CertificateUsage], hasVerifiedQuote: Bool = false,
        clock: TrustedTime, using generator: inout some RandomNumberGenerator
    ) throws(X509Error) -> Unsigned<IssuedCertificate> {
        let context = LintContext.leaf(
            profile: profile, authority: authority.certificate, strongKey: request.publicKey)
        let template = try template(
            request, lifetime: lifetime, usages: usages, hasVerifiedQuote: hasVerifiedQuote, clock: clock,
            using: &generator)
        return try template.linted(for: context)
    }

    /// The certificate before the linter has seen it.
    package func template(
        _ request: VerifiedCSR, lifetime: Int64?, usages: [CertificateUsage], hasVerifiedQuote: Bool = false,
        clock: TrustedTime, using generator: inout some RandomNumberGenerator
    ) throws(X509Error) -> CertificateTemplate {
        let validity = try CertificateValidity(
            lifetime: lifetime ?? profile.defaultLifetime, maximum: profile.maximumLifetime,
            backdate: profile.backdate, clock: clock, within: authority.content)
        let subject = profile.dropsEmptyAttributes ? request.subject.withoutEmptyAttributes : request.subject
        var extensions = try extensions(request, usages: usages, hasSubject: !subject.isEmpty)
        if hasVerifiedQuote { extensions.append(.verifiedQuote) }
        return CertificateTemplate(
            serial: CertificateTemplate.randomSerial(using: &generator), algorithm: authority.algorithm,
            issuer: authority.content.subject, validity: validity, subject: subject, publicKey: request.publicKey,
            extensions: extensions)
    }

    private func extensions(
        _ request: VerifiedCSR, usages: [CertificateUsage], hasSubject: Bool
    ) throws(X509Error) -> [CertificateExtension] {
        let granted = try GrantedUsages(asked: usages, profile: profile, key: request.publicKey.kind)
        var extensions: [CertificateExtension] = []
        extensions.reserveCapacity(6)
        if !granted.keyUsage.isEmpty {
            extensions.append(CertificateExtension(.keyUsage, isCritical: true, value: granted.keyUsage.encoded))
        }
        if !granted.purposes.isEmpty {
            // RFC 3161 §2.3 wants the time stamping purpose critical.
            let isCritical = granted.purposes.contains(.timeStamping)
            let value = ExtensionList.encode(granted.purposes)
            extensions.append(CertificateExtension(.extendedKeyUsage, isCritical: isCritical, value: value))
        }
        let constraints = BasicConstraints(isAuthority: false)
        extensions.append(CertificateExtension(.basicConstraints, isCritical: true, value: constraints.encoded))
        extensions.append(KeyIdentifier.subjectExtension(request.publicKey.keyIdentifier))
        extensions.append(KeyIdentifier.authorityExtension(authority.keyIdentifier))
        if !request.names.isEmpty {
            let value = ExtensionList.encode(request.names)
            extensions.append(CertificateExtension(.subjectAltName, isCritical: !hasSubject, value: value))
        }
        return extensions
    }
}
