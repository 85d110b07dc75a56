import EnclaveProtocol
import Foundation
import Testing
import X509Core

@Suite struct IssuanceTests {
    static let now = TestAuthority.now
    static let names: [GeneralName] = [
        .dns("web.example.com"), .uri("spiffe://cluster.local/ns/default/sa/web"), .ip([10, 0, 0, 1]),
        .email("ops@example.com"),
    ]

    @Test(arguments: TestKey.algorithms)
    func everyAlgorithmPassesOpenSSL(_ algorithm: KeyAlgorithm) throws {
        let root = try TestAuthority(try .shared(algorithm))
        let middle = try TestAuthority(try .shared(.p256), subject: "CN=Middle", pathLength: 0, under: root)
        for (authority, chain) in [(root, root.chain), (middle, middle.chain)] {
            let request = try TestAuthority.request(
                try .shared(algorithm), subject: "CN=web,O=Example", names: Self.names)
            let issued = try authority.issue(request)
            try Peer.withFolder { folder in
                let leaf = folder.appendingPathComponent("leaf.pem")
                let anchors = folder.appendingPathComponent("root.pem")
                let between = folder.appendingPathComponent("between.pem")
                try leaf.write(issued.pem)
                try anchors.write(root.certificate.pem)
                try between.write(chain.flatMap(\.pem))
                let outcome = try Peer.openssl(
                    "verify", "-x509_strict", "-attime", "\(Self.now)", "-CAfile", anchors.path, "-untrusted",
                    between.path, leaf.path)
                #expect(outcome.status == 0, "\(outcome.output)")
            }
            let validated = try CertificateChain.validate(
                try Certificate(issued.der), intermediates: chain, roots: [root.certificate],
                requirements: .init(time: Self.now))
            #expect(validated.certificates.count == chain.count + 1)
        }
    }

    @Test func reReadsIdenticallyInSwiftCertificates() throws {
        let authority = try TestAuthority(try .shared(.p256))
        let key = try TestKey.shared(.p384)
        let request = try TestAuthority.request(key, subject: "CN=web,OU=Über,O=Example,C=DE", names: Self.names)
        let issued = try authority.issue(request, lifetime: 3600, usages: [.serverAuth, .digitalSignature])
        let read = try OracleCertificate(issued.der, issuer: authority.certificate.der)
        #expect(read.isSignedByIssuer)
        #expect(read.subject == request.subject.der)
        #expect(read.serial == Array(issued.serial.drop { $0 == 0 }))
        #expect(read.notBefore == Self.now - 300 && read.notAfter == Self.now + 3600)
        #expect(read.keyBits == key.publicKey.keyBits)
        #expect(read.names == issued.names.map { $0.kind == .ip ? "ip:10.0.0.1" : $0.description })
        #expect(read.extensionOrder == [15, 37, 19, 14, 35, 17].map { "2.5.29.\($0)" })
        #expect(read.maySign && !read.mayCertify && !read.mayEncipherKeys && !read.isAuthority)
        #expect(read.authorityKeyIdentifier == authority.issuing.keyIdentifier)
    }

    @Test func lifetimeIsHonouredAndClamped() throws {
        let authority = try TestAuthority(try .shared(.p256))
        let request = try TestAuthority.request(try .shared(.p256), names: [.dns("a.example.com")])
        let day: Int64 = 86_400
        let asked = try authority.issue(request, profile: .meshWorkload, lifetime: day / 2)
        #expect(asked.notAfter == Self.now + day / 2 && asked.notBefore == Self.now - 300)
        #expect(try authority.issue(request, profile: .meshWorkload).notAfter == Self.now + day)
        #expect(try authority.issue(request, profile: .server, lifetime: 3650 * day).notAfter == Self.now + 398 * day)
        let later = TrustedTime(now: Self.now + 3000 * day, floor: 0)
        let clamped = try authority.issue(request, profile: .asRequested, lifetime: 3650 * day, clock: later)
        #expect(clamped.notAfter == authority.certificate.content.notAfter)
        #expect(throws: X509Error.self) { try authority.issue(request, lifetime: 0) }
        #expect(throws: X509Error.self) {
            try authority.issue(request, clock: TrustedTime(now: Self.now + 3651 * day, floor: 0))
        }
    }

    @Test func clockBehindTheFloorDoesNotBackdate() throws {
        let authority = try TestAuthority(try .shared(.p256))
        let request = try TestAuthority.request(try .shared(.p256), names: [.dns("a.example.com")])
        let issued = try authority.issue(request, clock: TrustedTime(now: Self.now, floor: Self.now + 10_000))
        #expect(issued.notBefore == Self.now + 9_700)
        let young = try authority.issue(request, clock: TrustedTime(now: Self.now - 200, floor: 0))
        #expect(young.notBefore == authority.certificate.content.notBefore)
    }

    @Test(arguments: [Int64.min, -1, Int64.max - 1, Int64.max])
    func absurdClocksAreRefusedWithoutHarm(_ now: Int64) throws {
        let authority = try TestAuthority(try .shared(.p256))
        let request = try TestAuthority.request(try .shared(.p256), names: [.dns("a.example.com")])
        let clock = TrustedTime(now: now, floor: Int64.min)
        #expect(throws: X509Error.self) { try authority.issue(request, lifetime: Int64.max, clock: clock) }
        _ = try RevocationListBuilder.list(
            of: [], number: 1, authority: authority.issuing, clock: clock, lifetime: Int64.max)
    }

    @Test func nobodyGetsAnAuthority() throws {
        let key = try TestKey.shared(.p256)
        let authority = try TestAuthority(key)
        let unsigned = SigningRequestBuilder.request(
            subject: try DistinguishedName(rfc4514: "CN=evil"), publicKey: key.publicKey,
            algorithm: key.signatureAlgorithm, isAuthority: true)
        let request = try UnverifiedCSR(try unsigned.signed(by: key.sign)).verified()
        let issued = try Certificate(try authority.issue(request).der)
        #expect(try issued.basicConstraints() == BasicConstraints(isAuthority: false))
        #expect(try issued.keyUsage()?.contains(.certificateSigning) == false)
        for usage in [CertificateUsage.certificateSigning, .crlSigning] {
            #expect(throws: X509Error.self) { try authority.issue(request, usages: [usage]) }
        }
    }

    @Test func istioRequestLosesEmptyOrganizationAndImpossibleUsage() throws {
        let authority = try TestAuthority(try .shared(.p256))
        let request = try TestAuthority.request(
            try .shared(.p256), subject: "O=", names: [.uri("spiffe://cluster.local/ns/foo/sa/bar")])
        #expect(throws: X509Error.self) { try authority.issue(request) }
        let usages: [CertificateUsage] = [.digitalSignature, .keyEncipherment, .serverAuth, .clientAuth]
        let issued = try authority.issue(request, profile: .meshWorkload, usages: usages)
        #expect(issued.subject.isEmpty)
        #expect(issued.content.extensions.first(.subjectAltName)?.isCritical == true)
        #expect(try Certificate(issued.der).keyUsage() == .digitalSignature)
    }

    @Test func serialsAreRandomAndPositive() throws {
        var generator = SystemRandomNumberGenerator()
        let serials = (0..<2000).map { _ in CertificateTemplate.randomSerial(using: &generator) }
        #expect(Set(serials).count == serials.count)
        #expect(serials.allSatisfy { $0.count == 16 && $0[0] < 0x80 })
        #expect(serials.contains { $0[0] >= 0x40 } && serials.contains { $0[0] < 0x40 })
    }

    @Test func aVerifiedQuoteIsSaidAsIntelSaidIt() throws {
        let authority = try TestAuthority(try .shared(.p256))
        let request = try TestAuthority.request(try .shared(.p256), names: [.dns("a.example.com")])
        let plain = try authority.issue(request)
        let marked = try authority.issue(request, hasVerifiedQuote: true)
        let identifier = try #require(ObjectIdentifier("1.3.6.1.4.1.54392.5.1283"))
        #expect(try Certificate(plain.der).content.extensions.first(identifier) == nil)
        let item = try #require(try Certificate(marked.der).content.extensions.last)
        #expect(item.identifier == identifier && !item.isCritical)
        #expect(item.value == [0x0c, 27] + Array("SGX Quote has been verified".utf8))
    }

    @Test func datesPast2050AreGeneralized() throws {
        let authority = try TestAuthority(try .shared(.p256))
        let request = try TestAuthority.request(try .shared(.p256), names: [.dns("a.example.com")])
        var generator = SystemRandomNumberGenerator()
        var template = try CertificateIssuance(authority: authority.issuing, profile: .asRequested).template(
            request, lifetime: nil, usages: [], clock: TestAuthority.clock, using: &generator)
        for seconds in [2_524_607_999, 2_524_608_000, 253_402_300_799, 951_782_400] as [Int64] {
            template.validity = CertificateValidity(notBefore: 0, notAfter: seconds)
            let read = try TBSCertificate(der: template.encoded)
            #expect(read.notAfter == seconds && read.hasRightTimeTypes)
        }
    }

    @Test func rotationCrossSigns() throws {
        let older = try TestAuthority(try .shared(.rsa2048))
        let newer = try TestAuthority(try .shared(.p384))
        var generator = SystemRandomNumberGenerator()
        let cross = try Certificate(
            try AuthorityIssuance.crossSigned(
                newer: newer.certificate, older: older.issuing, clock: TestAuthority.clock, using: &generator
            ).signed(by: older.key.sign).der)
        let leaf = try newer.issue(try TestAuthority.request(try .shared(.p256), names: [.dns("a.example.com")]))
        let chain = try CertificateChain.validate(
            try Certificate(leaf.der), intermediates: [cross], roots: [older.certificate],
            requirements: .init(time: Self.now))
        #expect(chain.certificates.count == 3)
    }

    @Test func pathLengthShrinks() throws {
        let root = try TestAuthority(try .shared(.p256), pathLength: 1)
        let middle = try TestAuthority(try .shared(.p384), subject: "CN=Middle", under: root)
        #expect(middle.issuing.pathLength == 0)
        #expect(throws: X509Error.self) {
            try TestAuthority(try .shared(.p521), subject: "CN=Lower", under: middle)
        }
    }
}
