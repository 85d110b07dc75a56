import EnclaveProtocol
import Foundation
import Testing
import X509Core

@Suite struct RevocationTests {
    private static let entries = [
        RevokedCertificate(serial: [1], date: TestAuthority.now - 10, reason: .keyCompromise),
        RevokedCertificate(serial: [0x7f, 2, 3], date: TestAuthority.now - 20),
        RevokedCertificate(serial: [0x00, 0x80], date: TestAuthority.now - 30, reason: .superseded),
    ]

    private func list(_ authority: TestAuthority, _ entries: [RevokedCertificate]) throws -> [UInt8] {
        try RevocationListBuilder.list(
            of: entries, number: 300, authority: authority.issuing, clock: TestAuthority.clock, lifetime: 86_400
        ).signed(by: authority.key.sign)
    }

    @Test(arguments: TestKey.algorithms)
    func listsSatisfyOpenSSLAndReadBack(_ algorithm: KeyAlgorithm) throws {
        let authority = try TestAuthority(try .shared(algorithm))
        let der = try list(authority, Self.entries)
        let read = try CertificateRevocationList(PEM.encode(der, label: "X509 CRL"))
        try read.verify(by: authority.certificate.content.publicKey)
        #expect(read.entries == Self.entries)
        #expect(read.reason(revoking: [1]) == .keyCompromise && read.reason(revoking: [2]) == nil)
        #expect(try read.number() == [1, 44])
        #expect(read.thisUpdate == TestAuthority.now && read.nextUpdate == TestAuthority.now + 86_400)
        try Peer.withFolder { folder in
            let file = folder.appendingPathComponent("list.pem")
            let anchor = folder.appendingPathComponent("ca.pem")
            try file.write(PEM.encode(der, label: "X509 CRL"))
            try anchor.write(authority.certificate.pem)
            let outcome = try Peer.openssl("crl", "-in", file.path, "-CAfile", anchor.path, "-noout", "-text")
            #expect(outcome.output.contains("verify OK"), "\(outcome.output)")
            #expect(
                outcome.output.contains("Key Compromise") && outcome.output.contains("X509v3 Authority Key Identifier"))
        }
    }

    @Test func openSSLRefusesARevokedCertificate() throws {
        let authority = try TestAuthority(try .shared(.p256))
        let issued = try authority.issue(try TestAuthority.request(try .shared(.p256), names: [.dns("a.example.com")]))
        let revoked = RevokedCertificate(serial: issued.serial, date: TestAuthority.now, reason: .cessationOfOperation)
        for (entries, isAccepted) in [([], true), ([revoked], false)] {
            let der = try list(authority, entries)
            try Peer.withFolder { folder in
                let files = ["ca", "list", "leaf"].map { folder.appendingPathComponent("\($0).pem") }
                try files[0].write(authority.certificate.pem)
                try files[1].write(PEM.encode(der, label: "X509 CRL"))
                try files[2].write(issued.pem)
                let outcome = try Peer.openssl(
                    "verify", "-x509_strict", "-crl_check", "-attime", "\(TestAuthority.now)", "-CAfile", files[0].path,
                    "-CRLfile", files[1].path, files[2].path)
                #expect((outcome.status == 0) == isAccepted, "\(outcome.output)")
            }
        }
    }

    @Test func damagedListsAreRefused() throws {
        let authority = try TestAuthority(try .shared(.ed25519))
        let der = try list(authority, Self.entries)
        let key = authority.certificate.content.publicKey
        for index in der.indices {
            var damaged = der
            damaged[index] ^= 1
            #expect(throws: X509Error.self) { try CertificateRevocationList(damaged).verify(by: key) }
        }
    }
}
