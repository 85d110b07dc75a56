import EnclaveProtocol
import Testing
import X509Core

@Suite struct CertificateChainTests {
    private let root: TestAuthority
    private let middle: TestAuthority
    private let leaf: Certificate

    init() throws {
        root = try TestAuthority(try .shared(.rsa2048))
        middle = try TestAuthority(try .shared(.p384), subject: "CN=Middle", pathLength: 0, under: root)
        let request = try TestAuthority.request(try .shared(.p256), names: [.dns("a.example.com")])
        leaf = try Certificate(try middle.issue(request).der)
    }

    private func validate(
        _ leaf: Certificate, _ intermediates: [Certificate], roots: [Certificate]? = nil,
        at time: Int64 = TestAuthority.now
    ) throws(X509Error) -> CertificateChain {
        try CertificateChain.validate(
            leaf, intermediates: intermediates, roots: roots ?? [root.certificate], requirements: .init(time: time))
    }

    @Test func aGoodChainValidates() throws {
        #expect(
            try validate(leaf, [middle.certificate]).certificates.map(\.der)
                == [leaf.der, middle.certificate.der, root.certificate.der])
        #expect(try validate(root.certificate, []).certificates.count == 1)
    }

    @Test func missingOrForeignPartsAreRefused() throws {
        let stranger = try TestAuthority(try TestKey(.p256), subject: "CN=Middle")
        #expect(throws: X509Error.self) { try validate(leaf, []) }
        #expect(throws: X509Error.self) { try validate(leaf, [stranger.certificate]) }
        #expect(throws: X509Error.self) { try validate(leaf, [middle.certificate], roots: []) }
        #expect(throws: X509Error.self) { try validate(leaf, [middle.certificate], roots: [stranger.certificate]) }
    }

    @Test func datesAreChecked() throws {
        #expect(throws: X509Error.self) { try validate(leaf, [middle.certificate], at: leaf.content.notAfter + 1) }
        #expect(throws: X509Error.self) { try validate(leaf, [middle.certificate], at: leaf.content.notBefore - 1) }
        _ = try validate(leaf, [middle.certificate], at: leaf.content.notAfter)
    }

    @Test func aLeafIsNoAuthority() throws {
        let key = try TestKey.shared(.p256)
        var draft = try CertificateDraft(middle, key: key)
        draft.issuer = leaf.content.subject
        let forged = try Certificate(
            SignedStructure.assemble(
                signed: draft.encoded, algorithm: .ecdsa(.sha256),
                signature: try key.sign(draft.encoded, .ecdsa(.sha256))))
        let error = #expect(throws: X509Error.self) { try validate(forged, [leaf, middle.certificate]) }
        #expect(error?.message.contains("not a CA") == true)
    }

    @Test func pathLengthIsEnforced() throws {
        let key = try TestKey.shared(.p521)
        var draft = try CertificateDraft(middle, key: key)
        draft.algorithm = SignatureAlgorithm.ecdsa(.sha384).encoded
        draft.subject = try DistinguishedName(rfc4514: "CN=Too Deep").der
        draft.set(.basicConstraints, BasicConstraints(isAuthority: true).encoded)
        draft.setUsage([.certificateSigning])
        let deep = try Certificate(
            SignedStructure.assemble(
                signed: draft.encoded, algorithm: .ecdsa(.sha384),
                signature: try middle.key.sign(draft.encoded, .ecdsa(.sha384))))
        var below = try CertificateDraft(middle, key: key)
        below.algorithm = SignatureAlgorithm.ecdsa(.sha512).encoded
        below.issuer = deep.content.subject
        let end = try Certificate(
            SignedStructure.assemble(
                signed: below.encoded, algorithm: .ecdsa(.sha512),
                signature: try key.sign(below.encoded, .ecdsa(.sha512))))
        let error = #expect(throws: X509Error.self) { try validate(end, [deep, middle.certificate]) }
        #expect(error?.message.contains("path length") == true)
        _ = try validate(deep, [middle.certificate])
    }

    @Test func unknownCriticalExtensionsEndThePath() throws {
        let key = try TestKey.shared(.p256)
        let unknown = try #require(ObjectIdentifier("1.2.3.4"))
        var draft = try CertificateDraft(middle, key: key)
        draft.algorithm = SignatureAlgorithm.ecdsa(.sha384).encoded
        draft.extensions.append(CertificateExtension(unknown, isCritical: true, value: [5, 0]))
        let certificate = try Certificate(
            SignedStructure.assemble(
                signed: draft.encoded, algorithm: .ecdsa(.sha384),
                signature: try middle.key.sign(draft.encoded, .ecdsa(.sha384))))
        #expect(throws: X509Error.self) { try validate(certificate, [middle.certificate]) }
        var requirements = CertificateChain.Requirements(time: TestAuthority.now)
        requirements.handledExtensions = [unknown]
        _ = try CertificateChain.validate(
            certificate, intermediates: [middle.certificate], roots: [root.certificate], requirements: requirements)
    }

    @Test(arguments: [HashAlgorithm.sha256, .sha384, .sha512])
    func pssSignaturesVerify(_ hash: HashAlgorithm) throws {
        var draft = try CertificateDraft(root, key: try .shared(.p256))
        draft.algorithm = SignatureAlgorithm.pss(hash).encoded
        let signature = try root.key.sign(draft.encoded, .pss(hash))
        let der = SignedStructure.assemble(signed: draft.encoded, algorithm: .pss(hash), signature: signature)
        _ = try validate(try Certificate(der), [])
        var damaged = signature
        damaged[100] ^= 1
        let wrong = SignedStructure.assemble(signed: draft.encoded, algorithm: .pss(hash), signature: damaged)
        #expect(throws: X509Error.self) { try validate(try Certificate(wrong), []) }
    }

    @Test func everyFlippedByteOfALeafIsRefused() throws {
        for index in leaf.der.indices {
            var damaged = leaf.der
            damaged[index] ^= 0x20
            #expect(throws: X509Error.self) { try validate(try Certificate(damaged), [middle.certificate]) }
        }
    }
}
