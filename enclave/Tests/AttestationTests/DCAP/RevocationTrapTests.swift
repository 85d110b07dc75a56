import Attestation
import Crypto
import DCAPFixtures
import EnclaveProtocol
import Testing
import X509Core

/// Absence of revocation status is a failure, never a pass.
@Suite("DCAP revocation")
struct RevocationTrapTests {
    @Test("a PCK certificate, its CA and the TCB signer on a CRL are refused")
    func revoked() throws {
        var leaf = SimulatedDCAP()
        leaf.pckList.revoked = [[9], leaf.leaf.serial]
        try expectRefusal(.revokedCertificate) { try leaf.make().appraise() }
        var authority = SimulatedDCAP()
        authority.rootList.revoked = [authority.authority.serial]
        try expectRefusal(.revokedCertificate) { try authority.make().appraise() }
        var signer = SimulatedDCAP()
        signer.rootList.revoked = [signer.signer.serial]
        try expectRefusal(.revokedCertificate) { try signer.make().appraise() }
    }

    @Test("serial numbers match as integers, with a sign octet and without")
    func signOctet() throws {
        var simulation = SimulatedDCAP()
        simulation.leaf.serial = [0xEF, 0xAE]
        simulation.pckList.revoked = [[0, 0, 0xEF, 0xAE]]
        try expectRefusal(.revokedCertificate) { try simulation.make().appraise() }
        simulation.pckList.revoked = [[0x6F, 0xAE]]
        #expect(try simulation.make().appraise().status == .upToDate)
    }

    @Test("a CRL that is absent or empty is missing", arguments: ["root_ca_crl", "pck_crl"])
    func absent(_ member: String) throws {
        var evidence = try SimulatedDCAP().make()
        evidence.members[member] = ""
        try expectRefusal(.missingCollateral) { try evidence.appraise() }
        evidence.members[member] = nil
        try expectRefusal(.missingCollateral) { try evidence.appraise() }
    }

    @Test("a CRL that has expired or is not valid yet is refused")
    func dates() throws {
        for member in [\SimulatedDCAP.rootList, \.pckList] {
            var late = SimulatedDCAP()
            late[keyPath: member].nextUpdate = late.time - 1
            try expectRefusal(.expiredCollateral) { try late.make().appraise() }
            var early = SimulatedDCAP()
            early[keyPath: member].thisUpdate = early.time + 1
            try expectRefusal(.prematureCollateral) { try early.make().appraise() }
        }
    }

    @Test("a CRL of another issuer is refused: by name, and by key under the same name")
    func otherIssuer() throws {
        var processor = SimulatedDCAP()
        processor.pckList.issuerName = "Intel SGX PCK Processor CA"
        try expectRefusal(.untrustedChain) { try processor.make().appraise() }
        var root = SimulatedDCAP()
        root.rootList.issuerName = "Intel SGX PCK Platform CA"
        try expectRefusal(.untrustedChain) { try root.make().appraise() }
        var pckKey = SimulatedDCAP()
        pckKey.pckListKey = P256.Signing.PrivateKey()
        try expectRefusal(.badSignature) { try pckKey.make().appraise() }
        var rootKey = SimulatedDCAP()
        rootKey.rootListKey = rootKey.authority.key
        try expectRefusal(.badSignature) { try rootKey.make().appraise() }
    }

    @Test("the root's CRL does not stand in for the PCK CA's, nor the other way round")
    func swapped() throws {
        var evidence = try SimulatedDCAP().make()
        let root = evidence.members["root_ca_crl"]
        evidence.members["root_ca_crl"] = evidence.members["pck_crl"]
        evidence.members["pck_crl"] = root
        try expectRefusal(.untrustedChain) { try evidence.appraise() }
    }

    @Test("the PCK CRL of the other PCK CA is refused though its own chain is good")
    func otherAuthority() throws {
        let evidence = try SimulatedDCAP().make()
        var other = SimulatedDCAP()
        other.authority.key = P256.Signing.PrivateKey()
        var mixed = evidence
        let foreign = try other.make()
        mixed.members["pck_crl"] = foreign.members["pck_crl"]
        try expectRefusal(.badSignature) { try mixed.appraise() }
    }

    @Test("a CRL without number, authority key, version 2 or next update is refused")
    func form() throws {
        let changes: [(inout SimulatedRevocationList) -> Void] = [
            { $0.hasNumber = false }, { $0.authorityKey = .absent }, { $0.nextUpdate = nil },
            { $0.isVersion2 = false },
        ]
        for change in changes {
            var pck = SimulatedDCAP()
            change(&pck.pckList)
            try expectRefusal(.malformedCollateral) { try pck.make().appraise() }
            var root = SimulatedDCAP()
            change(&root.rootList)
            try expectRefusal(.malformedCollateral) { try root.make().appraise() }
        }
    }

    @Test("a CRL that names another key than its issuer's is refused, whoever signed it")
    func otherKeyIdentifier() throws {
        let identifier = [UInt8](repeating: 9, count: 20)
        for list in [\SimulatedDCAP.rootList, \.pckList] {
            var subject = SimulatedDCAP()
            subject[keyPath: list].authorityKey = .other(identifier)
            try expectRefusal(.untrustedChain) { try subject.make().appraise() }
            // An identifier of the issuer's own choice is its subjectKeyIdentifier, and then the only one.
            let issuer = list == \.rootList ? \SimulatedDCAP.root : \.authority
            subject[keyPath: issuer].extensions = [KeyIdentifier.subjectExtension(identifier)]
            #expect(try subject.make().appraise().status == .upToDate)
            subject[keyPath: list].authorityKey = .issuer
            try expectRefusal(.untrustedChain) { try subject.make().appraise() }
        }
    }

    @Test("CRLs are read as hexadecimal in either case, PEM and with NULs behind")
    func encodings() throws {
        let evidence = try SimulatedDCAP().make()
        let der = try #require(evidence.members["pck_crl"].flatMap(Hex.decode))
        let pem = String(decoding: PEM.encode(der, label: "X509 CRL"), as: UTF8.self)
        for text in [Hex.encode(der).uppercased(), pem] {
            var other = evidence
            other.members["pck_crl"] = text
            #expect(try other.appraise().status == .upToDate)
        }
        var lines = evidence
        lines.members["pck_crl"] = Hex.encode(der) + "0000"
        #expect(try lines.appraise().status == .upToDate)
        lines.members["pck_crl"] = Hex.encode(der) + "0001"
        try expectRefusal(.malformedCollateral) { try lines.appraise() }
    }
}
