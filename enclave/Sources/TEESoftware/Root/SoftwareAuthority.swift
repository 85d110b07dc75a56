internal import EnclaveProtocol
internal import TEEPlatform
internal import X509Core

/// A CA of the software root with its key: signs certificates and revocation lists.
struct SoftwareAuthority: Sendable {
    let certificate: Certificate
    let key: SoftwareKey

    /// A self-signed root of a new key.
    static func root(_ validity: CertificateValidity) throws(PlatformError) -> SoftwareAuthority {
        let key = SoftwareKey()
        let certificate = try sign(.root, key.publicKeyInfo, validity, issuer: nil, with: key)
        return SoftwareAuthority(certificate: certificate, key: key)
    }

    init(certificate: Certificate, key: SoftwareKey) {
        self.certificate = certificate
        self.key = key
    }

    /// A certificate for `publicKey` that ends with its issuer's.
    func certify(_ role: SoftwareRole, _ publicKey: [UInt8]) throws(PlatformError) -> Certificate {
        let validity = CertificateValidity(
            notBefore: certificate.content.notBefore, notAfter: certificate.content.notAfter)
        return try Self.sign(role, publicKey, validity, issuer: certificate, with: key)
    }

    /// An empty revocation list, DER.
    func revocations(number: UInt64, at time: Int64, lifetime: Int64) throws(PlatformError) -> [UInt8] {
        let unsigned = try PlatformError.mapping { () throws(X509Error) in
            try RevocationListBuilder.list(
                of: [], number: number,
                authority: try IssuingAuthority(certificate: certificate, keyAlgorithm: .p256),
                clock: TrustedTime(now: time, floor: 0), lifetime: lifetime)
        }
        return unsigned.signed(with: try key.signDER(unsigned.content))
    }

    private static func sign(
        _ role: SoftwareRole, _ publicKey: [UInt8], _ validity: CertificateValidity, issuer: Certificate?,
        with key: SoftwareKey
    ) throws(PlatformError) -> Certificate {
        let template = try PlatformError.mapping { () throws(X509Error) in
            try Self.template(role, SubjectPublicKey(der: publicKey), validity, issuer)
        }
        let content = template.encoded
        let der = SignedStructure.assemble(
            signed: content, algorithm: template.algorithm, signature: try key.signDER(content))
        return try PlatformError.mapping { () throws(X509Error) in try Certificate(der) }
    }

    private static func template(
        _ role: SoftwareRole, _ publicKey: SubjectPublicKey, _ validity: CertificateValidity, _ issuer: Certificate?
    ) throws(X509Error) -> CertificateTemplate {
        var generator = SystemRandomNumberGenerator()
        let subject = try DistinguishedName(rfc4514: role.name)
        let issuingKey = issuer?.content.publicKey ?? publicKey
        let constraints = BasicConstraints(isAuthority: role.isAuthority, pathLength: role.pathLength)
        return CertificateTemplate(
            serial: CertificateTemplate.randomSerial(using: &generator), algorithm: .ecdsa(.sha256),
            issuer: issuer?.content.subject ?? subject, validity: validity, subject: subject, publicKey: publicKey,
            extensions: [
                KeyIdentifier.authorityExtension(issuingKey.keyIdentifier), distributionPoint,
                KeyIdentifier.subjectExtension(publicKey.keyIdentifier),
                CertificateExtension(.keyUsage, isCritical: true, value: role.usage.encoded),
                CertificateExtension(.basicConstraints, isCritical: true, value: constraints.encoded),
            ] + role.more)
    }

    /// Intel's library wants a cRLDistributionPoints on every certificate; nothing answers at a name of RFC 2606.
    private static let distributionPoint = CertificateExtension(
        ObjectIdentifier(known: [0x55, 0x1d, 31]), isCritical: false,
        value: DERWriter.encode(capacity: 64) { writer in
            writer.constructed { points in
                points.constructed { point in
                    point.constructed(DERTag.constructedContext(0)) { name in
                        name.constructed(DERTag.constructedContext(0)) { full in
                            full.element(DERTag.context(6), Array("https://casemate.invalid/root.crl".utf8))
                        }
                    }
                }
            }
        })
}

extension PlatformError {
    /// Runs something on certificates; its error becomes a platform's.
    static func mapping<Value>(_ body: () throws(X509Error) -> Value) throws(PlatformError) -> Value {
        do {
            return try body()
        } catch {
            throw PlatformError("a certificate of the software root: \(error.message)")
        }
    }
}
