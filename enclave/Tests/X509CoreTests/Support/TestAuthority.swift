import EnclaveProtocol
import X509Core

/// A CA of the tests, self-signed unless made under another.
struct TestAuthority: Sendable {
    static let now: Int64 = 1_790_000_000
    static let clock = TrustedTime(now: now, floor: now)

    let key: TestKey
    let issuing: IssuingAuthority
    /// CA certificates from this one up to the root.
    let chain: [Certificate]

    var certificate: Certificate { issuing.certificate }

    init(
        _ key: TestKey, subject: String = "CN=Test Root,O=Casemate Tests", pathLength: Int? = nil,
        lifetime: Int64 = 3650 * 86_400, under: TestAuthority? = nil
    ) throws {
        var generator = SystemRandomNumberGenerator()
        let request = AuthorityIssuance.Request(
            subject: try DistinguishedName(rfc4514: subject), publicKey: key.publicKey, pathLength: pathLength,
            lifetime: lifetime)
        let issued: IssuedCertificate
        if let under {
            issued = try AuthorityIssuance.intermediate(
                request, issuer: under.issuing, clock: Self.clock, using: &generator
            ).signed(by: under.key.sign)
        } else {
            issued = try AuthorityIssuance.root(
                request, algorithm: key.signatureAlgorithm, clock: Self.clock, using: &generator
            ).signed(by: key.sign)
        }
        let certificate = try Certificate(issued.der)
        self.key = key
        issuing = try IssuingAuthority(certificate: certificate, keyAlgorithm: key.algorithm)
        chain = [certificate] + (under?.chain ?? [])
    }

    static func request(
        _ key: TestKey, subject: String = "", names: [GeneralName] = []
    ) throws -> VerifiedCSR {
        let unsigned = SigningRequestBuilder.request(
            subject: try DistinguishedName(rfc4514: subject), publicKey: key.publicKey,
            algorithm: key.signatureAlgorithm, names: names)
        return try UnverifiedCSR(try unsigned.signed(by: key.sign)).verified()
    }

    func issue(
        _ request: VerifiedCSR, profile: CertificateProfile = .asRequested, lifetime: Int64? = nil,
        usages: [CertificateUsage] = [], hasVerifiedQuote: Bool = false, clock: TrustedTime = Self.clock
    ) throws -> IssuedCertificate {
        var generator = SystemRandomNumberGenerator()
        return try CertificateIssuance(authority: issuing, profile: profile).prepare(
            request, lifetime: lifetime, usages: usages, hasVerifiedQuote: hasVerifiedQuote, clock: clock,
            using: &generator
        ).signed(by: key.sign)
    }
}
