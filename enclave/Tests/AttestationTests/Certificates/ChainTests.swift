import Attestation
import Crypto
import DCAPFixtures
import Testing
import X509Core

/// What Intel's certificates have to be, place by place.
@Suite("DCAP certificate chains")
struct ChainTests {
    @Test("Intel's root is built in")
    func builtIn() throws {
        let root = try DCAPRoot.builtIn()
        #expect(root.anchor.platform == .hardware)
        #expect(
            root.certificate.fingerprint == [
                0x44, 0xA0, 0x19, 0x6B, 0x2B, 0x99, 0xF8, 0x89, 0xB8, 0xE1, 0x49, 0xE9, 0x5B, 0x80, 0x7A, 0x35,
                0x0E, 0x74, 0x24, 0x96, 0x43, 0x99, 0xE8, 0x85, 0xA7, 0xCB, 0xB8, 0xCC, 0xFA, 0xB6, 0x74, 0xD3,
            ])
    }

    @Test("a root that is no CA, is not self-signed or has another key or name is refused")
    func roots() throws {
        let changes: [(inout SimulatedDCAP) -> Void] = [
            { $0.root.constraints = BasicConstraints(isAuthority: false) }, { $0.root.constraints = nil },
            { $0.root.usage = .digitalSignature }, { $0.root.commonName = "Intel SGX Root" },
            { $0.root.issuerName = "Intel SGX PCK Platform CA" },
        ]
        for change in changes {
            var simulation = SimulatedDCAP.enclave
            change(&simulation)
            try expectRefusal(.untrustedChain) { try simulation.make().appraise() }
        }
        let forged = try SimulatedDCAP.enclave.root.der(signedBy: P256.Signing.PrivateKey())
        #expect(throws: AppraisalError.self) { try DCAPRoot(Certificate(forged)) }
    }

    @Test("each place's constraints and usage are checked")
    func constraints() throws {
        let changes: [(inout SimulatedDCAP) -> Void] = [
            { $0.authority.constraints = BasicConstraints(isAuthority: false) }, { $0.authority.constraints = nil },
            { $0.authority.constraints = BasicConstraints(isAuthority: true, pathLength: 1) },
            { $0.authority.usage = .digitalSignature }, { $0.authority.usage = .certificateSigning },
            { $0.authority.usage = nil },
            { $0.leaf.constraints = BasicConstraints(isAuthority: true) }, { $0.leaf.usage = .certificateSigning },
            { $0.signer.constraints = BasicConstraints(isAuthority: true) }, { $0.signer.usage = .keyAgreement },
        ]
        for (index, change) in changes.enumerated() {
            var simulation = SimulatedDCAP()
            change(&simulation)
            try expectRefusal(.untrustedChain, "change \(index)") { try simulation.make().appraise() }
        }
    }

    @Test("a critical extension that is not known is refused")
    func critical() throws {
        let identifier = try #require(ObjectIdentifier("1.2.3.4"))
        for member in [\SimulatedDCAP.root, \.authority, \.signer, \.leaf] {
            for isCritical in [true, false] {
                var simulation = SimulatedDCAP()
                simulation[keyPath: member].extensions = [
                    CertificateExtension(identifier, isCritical: isCritical, value: [DERTag.null, 0])
                ]
                if isCritical {
                    try expectRefusal(.untrustedChain) { try simulation.make().appraise() }
                } else {
                    #expect(try simulation.make().appraise().status == .upToDate)
                }
            }
        }
    }

    @Test("a certificate signed by another key than its issuer's is refused")
    func forged() throws {
        for member in [\SimulatedDCAP.authority, \.signer, \.leaf] {
            let simulation = SimulatedDCAP()
            let genuine = try SimulatedHierarchy(simulation)
            var impostor = simulation
            let mallory = P256.Signing.PrivateKey()
            if member == \.leaf { impostor.authority.key = mallory } else { impostor.root.key = mallory }
            let forged = try SimulatedHierarchy(impostor)
            let mixed = SimulatedHierarchy(
                root: genuine.root, authority: member == \.authority ? forged.authority : genuine.authority,
                signer: member == \.signer ? forged.signer : genuine.signer,
                leaf: member == \.leaf ? forged.leaf : genuine.leaf)
            try expectRefusal(.untrustedChain) { try simulation.make(under: mixed).appraise() }
        }
    }

    @Test("a chain out of order, too short, too long or with another root is refused")
    func shapes() throws {
        let other = try SimulatedDCAP().make().root
        let shapes: [(SimulatedHierarchy) -> [[UInt8]]] = [
            { [$0.authority, $0.leaf, $0.root] }, { [$0.leaf, $0.root, $0.authority] }, { [$0.leaf, $0.authority] },
            { [$0.leaf] }, { [$0.leaf, $0.authority, $0.root, $0.root] }, { [$0.leaf, $0.authority, other] },
            { _ in [] },
        ]
        for shape in shapes {
            var simulation = SimulatedDCAP()
            let made = try SimulatedHierarchy(simulation)
            simulation.quote.certification = Array(SimulatedHierarchy.pem(shape(made)).utf8)
            try expectRefusal(.untrustedChain) { try simulation.make(under: made).appraise() }
        }
        for member in ["pck_crl_issuer_chain", "tcb_info_issuer_chain", "qe_identity_issuer_chain"] {
            var evidence = try SimulatedDCAP().make()
            let chain = try #require(evidence.members[member])
            evidence.members[member] = String(chain.dropLast(40))
            try expectRefusal(.malformedCollateral) { try evidence.appraise() }
            evidence.members[member] = chain + chain
            try expectRefusal(.untrustedChain) { try evidence.appraise() }
        }
    }

    @Test("another certificate of the same PCK CA serves, as long as it is valid, unrevoked and of the same key")
    func renewedAuthority() throws {
        var simulation = SimulatedDCAP()
        let made = try SimulatedHierarchy(simulation)
        let evidence = try simulation.make(under: made)
        simulation.authority.serial = [0x5A, 0x22]
        let renewed = try simulation.authority.der(signedBy: simulation.root.key)
        simulation.quote.certification = Array(SimulatedHierarchy.pem([made.leaf, renewed, made.root]).utf8)
        var quoted = evidence
        quoted.quote = try simulation.make(under: made).quote
        #expect(try quoted.appraise().status == .upToDate)

        simulation.rootList.revoked = [[0x5A, 0x22]]
        try expectRefusal(.revokedCertificate) { try simulation.make(under: made).appraise() }
        simulation.rootList.revoked = []
        simulation.authority.notAfter = simulation.time - 1
        let expired = try simulation.authority.der(signedBy: simulation.root.key)
        simulation.quote.certification = Array(SimulatedHierarchy.pem([made.leaf, expired, made.root]).utf8)
        try expectRefusal(.expiredCollateral) { try simulation.make(under: made).appraise() }
    }

    @Test("a second PCK CA of the same name and another key is not covered by the CRL")
    func otherKey() throws {
        var simulation = SimulatedDCAP()
        let made = try SimulatedHierarchy(simulation)
        let evidence = try simulation.make(under: made)
        simulation.authority.key = P256.Signing.PrivateKey()
        let second = try SimulatedHierarchy(simulation)
        simulation.quote.certification = Array(
            SimulatedHierarchy.pem([second.leaf, second.authority, made.root]).utf8)
        var mixed = evidence
        mixed.quote = try simulation.make(under: made).quote
        try expectRefusal(.untrustedChain) { try mixed.appraise() }
    }

    @Test("a PCK certificate without the SGX extension is refused")
    func noExtension() throws {
        var simulation = SimulatedDCAP()
        let made = try SimulatedHierarchy(simulation)
        let bare = try simulation.leaf.der(signedBy: simulation.authority.key)
        simulation.quote.certification = Array(SimulatedHierarchy.pem([bare, made.authority, made.root]).utf8)
        try expectRefusal(.untrustedChain) { try simulation.make(under: made).appraise() }
    }
}
