import EnclaveProtocol
import Testing
import X509Core

/// For each row of the linter, a certificate that only that row refuses.
@Suite struct LinterRowTests {
    private let authority: TestAuthority
    private let key: TestKey

    init() throws {
        authority = try TestAuthority(try .shared(.p256))
        key = try .shared(.p256)
    }

    private static let profile: CertificateProfile = {
        var profile = CertificateProfile.asRequested
        profile.maximumNames = 10
        profile.maximumLifetime = 86_400
        return profile
    }()

    private typealias Change = (inout CertificateDraft) throws -> Void

    private func findings(profile: CertificateProfile = Self.profile, _ change: Change) throws -> [String] {
        var draft = try CertificateDraft(authority, key: key)
        try change(&draft)
        let context = LintContext.leaf(profile: profile, authority: authority.certificate)
        return Linter.findings(try TBSCertificate(der: draft.encoded), for: context).map(\.id)
    }

    private func authorityFindings(_ change: Change) throws -> [String] {
        var draft = try CertificateDraft(authority, key: key)
        draft.setUsage([.certificateSigning, .crlSigning])
        draft.set(.basicConstraints, BasicConstraints(isAuthority: true).encoded)
        draft.set(.extendedKeyUsage, nil)
        try change(&draft)
        let context = LintContext.authority(issuer: authority.certificate)
        return Linter.findings(try TBSCertificate(der: draft.encoded), for: context).map(\.id)
    }

    @Test func goodCertificatesHaveNoFindings() throws {
        #expect(try findings { _ in } == [])
        #expect(try authorityFindings { _ in } == [])
    }

    @Test func eachRowAloneRefusesItsCertificate() throws {
        let cases = fieldCases + subjectCases + extensionCases + usageCases + nameCases + profileCases
        var covered = try checkAuthorityRows()
        for (id, profile, change) in cases {
            #expect(try findings(profile: profile, change) == [id])
            covered.insert(id)
        }
        #expect(Set(Linter.rows.map(\.id)) == covered)
        #expect(Set(Linter.rows.map(\.id)).count == Linter.rows.count)
    }

    @Test func refusalNamesRowAndClause() throws {
        var draft = try CertificateDraft(authority, key: key)
        draft.setNames([.dns("10.0.0.1")])
        let content = try TBSCertificate(der: draft.encoded)
        let error = #expect(throws: X509Error.self) { try Linter.check(content, for: .standalone) }
        let message = try #require(error?.message)
        #expect(message.contains("dns-address") && message.contains("§4.2.1.6") && error?.code == "refused")
    }

    @Test func warningsDoNotRefuse() throws {
        var draft = try CertificateDraft(authority, key: key)
        draft.serial = [1]
        let content = try TBSCertificate(der: draft.encoded)
        #expect(Linter.findings(content, for: .standalone).map(\.id) == ["serial-entropy"])
        try Linter.check(content, for: .standalone)
    }

    // MARK: - The certificates

    private typealias Case = (id: String, profile: CertificateProfile, change: Change)

    private func row(_ id: String, _ change: @escaping Change) -> Case { (id, Self.profile, change) }

    private func row(
        _ id: String, profile edit: (inout CertificateProfile) -> Void, _ change: @escaping Change = { _ in }
    ) -> Case {
        var profile = Self.profile
        edit(&profile)
        return (id, profile, change)
    }

    private var fieldCases: [Case] {
        [
            row("version") { $0.version = [0xa0, 3, 2, 1, 1] },
            row("serial-positive") { $0.serial = [0xff, 1, 2, 3, 4, 5, 6, 7, 8] },
            row("serial-length") { $0.serial = [1] + [UInt8](repeating: 7, count: 20) },
            row("serial-entropy") { $0.serial = [1, 2, 3] },
            row("signature-algorithm") {
                let sha1WithRSA: [UInt8] = [0x30, 13, 6, 9, 0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 1, 1, 5, 5, 0]
                $0.algorithm = sha1WithRSA
            },
            row("issuer-is-authority") { $0.issuer = try DistinguishedName(rfc4514: "CN=Someone Else") },
            row("validity-order") { swap(&$0.notBefore, &$0.notAfter) },
            row("time-type") { $0.notBefore = CertificateDraft.wrongTime($0.notBefore) },
            row("validity-within-authority") {
                $0.notBefore = CertificateDraft.time(TestAuthority.now - 301)
            },
            row("unique-identifiers") { $0.uniqueIdentifier = [0x81, 2, 0, 1] },
            row("key-strength") { $0.publicKey[$0.publicKey.count - 1] ^= 1 },
        ]
    }

    private var subjectCases: [Case] {
        let commonName = AttributeType.commonName
        let utf8 = DERTag.utf8String
        return [
            row("subject-der") {
                let cn: [UInt8] = [0x30, 8, 6, 3, 0x55, 4, 3, 0x0c, 1, 0x61]
                let o: [UInt8] = [0x30, 8, 6, 3, 0x55, 4, 10, 0x0c, 1, 0x61]
                $0.subject = [0x30, 22, 0x31, 20] + o + cn
            },
            row("rdn-present") { $0.subject = [0x30, 2, 0x31, 0] },
            row("rdn-unique-types") { $0.subject = try DistinguishedName(rfc4514: "OU=a+OU=b").der },
            row("attribute-present") { $0.setAttribute(commonName, utf8, []) },
            row("attribute-type") { $0.setAttribute(commonName, 0x1e, [0, 0x61]) },
            row("attribute-characters") { $0.setAttribute(commonName, utf8, Array("a\0b".utf8)) },
            row("attribute-characters") { $0.setAttribute(commonName, utf8, [0xc3, 0x28]) },
            row("attribute-characters") { $0.setAttribute(commonName, DERTag.printableString, Array("a*b".utf8)) },
            row("attribute-length") { $0.setAttribute(commonName, utf8, [UInt8](repeating: 0x61, count: 65)) },
            row("country") { $0.setAttribute(AttributeType.country, DERTag.printableString, Array("DEU".utf8)) },
            row("country") { $0.setAttribute(AttributeType.country, DERTag.printableString, Array("1".utf8)) },
            row("domain-components") { $0.subject = try DistinguishedName(rfc4514: "DC=ex_ample,DC=com").der },
            row("email-attribute") { $0.subject = try DistinguishedName(rfc4514: "emailAddress=nobody").der },
            row("email-in-names") { $0.subject = try DistinguishedName(rfc4514: "emailAddress=a@example.com").der },
            row("subject-or-names") {
                $0.subject = DistinguishedName.empty.der
                $0.set(.subjectAltName, nil)
            },
        ]
    }

    private var extensionCases: [Case] {
        [
            row("extension-unique") { $0.extensions.append($0.extensions[1]) },
            row("extension-form") { $0.set(.subjectAltName, [0x30, 5, 0x82]) },
            row("path-length") { $0.set(.basicConstraints, [0x30, 3, 2, 1, 0]) },
            row("signing-needs-authority") { $0.setUsage([.digitalSignature, .certificateSigning]) },
            row("authority-key-identifier") { $0.set(.authorityKeyIdentifier, [0x30, 3, 0x80, 1, 7]) },
            row("authority-key-identifier") { $0.set(.authorityKeyIdentifier, nil) },
            row("authority-key-identifier-critical") { $0.set(.authorityKeyIdentifier, nil, isCritical: true) },
            row("subject-key-identifier-leaf") { $0.set(.subjectKeyIdentifier, nil) },
            row("subject-key-identifier-critical") { $0.set(.subjectKeyIdentifier, nil, isCritical: true) },
        ]
    }

    private var usageCases: [Case] {
        let timeStamping = ExtensionList.encode([ObjectIdentifier.timeStamping])
        return [
            row("key-usage-present") { $0.setUsage([]) },
            row("key-usage-critical") { $0.set(.keyUsage, nil, isCritical: false) },
            row("key-usage-fits-key") { $0.setUsage([.digitalSignature, .keyEncipherment]) },
            row("encipher-decipher-only") { $0.setUsage([.keyAgreement, .encipherOnly, .decipherOnly]) },
            row("encipher-needs-agreement") { $0.setUsage([.digitalSignature, .encipherOnly]) },
            row("extended-usage-present") { $0.set(.extendedKeyUsage, [0x30, 0]) },
            row("extended-usage-unique") {
                $0.set(.extendedKeyUsage, ExtensionList.encode([.serverAuth, .serverAuth]))
            },
            row("time-stamping-critical") { $0.set(.extendedKeyUsage, timeStamping) },
            row("time-stamping-alone") {
                $0.set(.extendedKeyUsage, ExtensionList.encode([.timeStamping, .serverAuth]), isCritical: true)
            },
        ]
    }

    private var nameCases: [Case] {
        let long = [String](repeating: String(repeating: "a", count: 50), count: 5).joined(separator: ".") + ".com"
        return [
            row("names-present") { $0.setNames([]) },
            row("names-critical") { $0.set(.subjectAltName, nil, isCritical: true) },
            row("names-critical") { $0.subject = DistinguishedName.empty.der },
            row("names-unique") { $0.setNames([.dns("a.example.com"), .dns("a.example.com")]) },
            row("dns-empty") { $0.setNames([.dns("")]) },
            row("dns-syntax") { $0.setNames([.dns("under_score.example.com")]) },
            row("dns-syntax") { $0.setNames([.dns("bücher.example.com")]) },
            row("dns-syntax") { $0.setNames([.dns("a.example.com\0.evil.com")]) },
            row("dns-syntax") { $0.setNames([.dns("a.example.com.")]) },
            row("dns-syntax") { $0.setNames([.dns("-a.example.com")]) },
            row("dns-syntax") { $0.setNames([.dns(String(repeating: "a", count: 64) + ".example.com")]) },
            row("dns-syntax") { $0.setNames([.dns("a.*.example.com")]) },
            row("dns-length") { $0.setNames([.dns(long)]) },
            row("dns-address") { $0.setNames([.dns("192.168.0.1")]) },
            row("dns-wildcard") { $0.setNames([.dns("*.example.com")]) },
            row("dns-single-label") { $0.setNames([.dns("localhost")]) },
            row("dns-single-label") { $0.setNames([.uri("https://localhost/")]) },
            row("uri-syntax") { $0.setNames([.uri("/relative")]) },
            row("uri-syntax") { $0.setNames([.uri("https://a.example.com/ü")]) },
            row("uri-syntax") { $0.setNames([.uri("https://user@a.example.com/")]) },
            row("uri-syntax") { $0.setNames([.uri("https://a.example.com:99999/")]) },
            row("email-syntax") { $0.setNames([.email("a b@example.com")]) },
            row("ip-length") { $0.setNames([.ip([10, 0, 0, 0, 255, 0, 0, 0])]) },
        ]
    }

    private var profileCases: [Case] {
        [
            row("profile-lifetime") { $0.notAfter = CertificateDraft.time(TestAuthority.now + 90_000) },
            row("profile-key", profile: { $0.keys = [.rsa] }),
            row("profile-authority") {
                $0.setUsage([.certificateSigning])
                $0.set(.basicConstraints, BasicConstraints(isAuthority: true).encoded)
            },
            row("profile-crl-signing") { $0.setUsage([.crlSigning]) },
            row("profile-extensions") { $0.set(.certificatePolicies, [0x30, 0]) },
            row("profile-constraints") { $0.set(.basicConstraints, nil) },
            row(
                "profile-key-usages",
                profile: {
                    $0.allowedUsages = [.serverAuth]
                    $0.defaultUsages = []
                }),
            row("profile-extended-usages", profile: { $0.allowedUsages = [.digitalSignature] }),
            row("profile-forced-usages", profile: { $0.forcedUsages = [.clientAuth] }),
            row("profile-name-required", profile: { $0.requiresName = true }) { $0.set(.subjectAltName, nil) },
            row("profile-name-count") { $0.setNames((0..<11).map { .dns("n\($0).example.com") }) },
            row("profile-name-kinds") { $0.setNames([GeneralName(kind: .registeredID, value: [0x2a, 3])]) },
            row("profile-names", profile: { $0.names = [] }),
            row("profile-subject-empty", profile: { $0.subject = .empty }),
            row("profile-common-name", profile: { $0.subject = .commonNameIsAlternativeName }) {
                $0.setNames([.dns("other.example.com")])
            },
        ]
    }

    private func checkAuthorityRows() throws -> Set<String> {
        let cases: [(String, Change)] = [
            ("authority-constraints-critical", { $0.set(.basicConstraints, nil, isCritical: false) }),
            ("authority-signs", { $0.setUsage([.digitalSignature]) }),
            ("subject-key-identifier", { $0.set(.subjectKeyIdentifier, nil) }),
            (
                "authority-subject",
                {
                    $0.subject = DistinguishedName.empty.der
                    $0.set(.subjectAltName, nil, isCritical: true)
                }
            ),
        ]
        for (id, change) in cases { #expect(try authorityFindings(change) == [id]) }
        var draft = try CertificateDraft(authority, key: key)
        draft.issuer = .empty
        let found = Linter.findings(try TBSCertificate(der: draft.encoded), for: .standalone).map(\.id)
        #expect(found == ["issuer-present"])
        return Set(cases.map(\.0) + ["issuer-present"])
    }
}
