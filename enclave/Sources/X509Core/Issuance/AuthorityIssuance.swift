/// Issues CA certificates. Who may ask is decided before this is called.
package enum AuthorityIssuance {
    /// What every CA certificate needs.
    package struct Request: Sendable {
        package var subject: DistinguishedName
        package var publicKey: SubjectPublicKey
        /// How many CAs may follow; nil for no limit.
        package var pathLength: Int?
        /// Seconds.
        package var lifetime: Int64

        package init(subject: DistinguishedName, publicKey: SubjectPublicKey, pathLength: Int?, lifetime: Int64) {
            self.subject = subject
            self.publicKey = publicKey
            self.pathLength = pathLength
            self.lifetime = lifetime
        }
    }

    private static let backdate: Int64 = 300

    /// A self-signed root.
    package static func root(
        _ request: Request, algorithm: SignatureAlgorithm, clock: TrustedTime,
        using generator: inout some RandomNumberGenerator
    ) throws(X509Error) -> Unsigned<IssuedCertificate> {
        try template(request, issuer: nil, algorithm: algorithm, clock: clock, using: &generator)
            .linted(for: .authority(issuer: nil))
    }

    /// An intermediate under `issuer`; its path length is at most one less than the issuer's.
    package static func intermediate(
        _ request: Request, issuer: IssuingAuthority, clock: TrustedTime,
        using generator: inout some RandomNumberGenerator
    ) throws(X509Error) -> Unsigned<IssuedCertificate> {
        var request = request
        if let limit = issuer.pathLength {
            guard limit > 0 else { throw .authority("The CA's path length is 0: no CA may be made under it.") }
            request.pathLength = min(request.pathLength ?? limit - 1, limit - 1)
        }
        return try template(request, issuer: issuer, algorithm: issuer.algorithm, clock: clock, using: &generator)
            .linted(for: .authority(issuer: issuer.certificate))
    }

    /// The CA of `newer` certified by `older`, for rotation: those who trust only the old root reach what the new key
    /// issues. Same subject, key and path length; ends no later than either.
    package static func crossSigned(
        newer: Certificate, older: IssuingAuthority, clock: TrustedTime,
        using generator: inout some RandomNumberGenerator
    ) throws(X509Error) -> Unsigned<IssuedCertificate> {
        let request = Request(
            subject: newer.content.subject, publicKey: newer.content.publicKey,
            pathLength: try newer.basicConstraints()?.pathLength, lifetime: newer.content.notAfter - clock.effective)
        // A self-issued certificate does not count against the path length (RFC 5280 §6.1.4 (l)).
        guard newer.content.subject == older.content.subject else {
            return try intermediate(request, issuer: older, clock: clock, using: &generator)
        }
        return try template(request, issuer: older, algorithm: older.algorithm, clock: clock, using: &generator)
            .linted(for: .authority(issuer: older.certificate))
    }

    private static func template(
        _ request: Request, issuer: IssuingAuthority?, algorithm: SignatureAlgorithm, clock: TrustedTime,
        using generator: inout some RandomNumberGenerator
    ) throws(X509Error) -> CertificateTemplate {
        try request.publicKey.checkStrength()
        let validity = try CertificateValidity(
            lifetime: request.lifetime, maximum: request.lifetime, backdate: backdate, clock: clock,
            within: issuer?.content)
        let keyIdentifier = request.publicKey.keyIdentifier
        let usage: KeyUsage = [.digitalSignature, .certificateSigning, .crlSigning]
        let constraints = BasicConstraints(isAuthority: true, pathLength: request.pathLength)
        return CertificateTemplate(
            serial: CertificateTemplate.randomSerial(using: &generator), algorithm: algorithm,
            issuer: issuer?.content.subject ?? request.subject, validity: validity, subject: request.subject,
            publicKey: request.publicKey,
            extensions: [
                CertificateExtension(.keyUsage, isCritical: true, value: usage.encoded),
                CertificateExtension(.basicConstraints, isCritical: true, value: constraints.encoded),
                KeyIdentifier.subjectExtension(keyIdentifier),
                KeyIdentifier.authorityExtension(issuer?.keyIdentifier ?? keyIdentifier),
            ])
    }
}
