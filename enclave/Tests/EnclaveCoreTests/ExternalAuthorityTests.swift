import EnclaveProtocol
import Foundation
import Journal
import Testing
import X509Core

@testable import EnclaveCore

/// An intermediate under a root that OpenSSL holds, and lists that OpenSSL checks.
@Suite("Authorities and OpenSSL")
struct ExternalAuthorityTests {
    private let openssl: OpenSSL
    private let enclave: TestEnclave

    init() throws {
        openssl = try OpenSSL()
        enclave = try TestEnclave(development: true)
    }

    /// A root of OpenSSL's for a time that includes the test clock's.
    private func makeRoot(_ name: String = "root") throws {
        try openssl.run(
            "req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -keyout \(name).key -out \(name).pem "
                + "-subj /CN=\(name) -days 3650 -addext keyUsage=critical,keyCertSign,cRLSign")
    }

    /// Has the root sign the request with these extensions; the certificate, DER.
    private func sign(_ request: [UInt8], extensions: String, by root: String = "root") throws -> [UInt8] {
        try openssl.write(request, to: "request.der")
        try openssl.write(Array(extensions.utf8), to: "extensions")
        try openssl.run(
            "x509 -req -inform DER -in request.der -CA \(root).pem -CAkey \(root).key -CAcreateserial -days 3000 "
                + "-extfile extensions -outform DER -out signed.der")
        return try openssl.read("signed.der")
    }

    private func der(_ name: String) throws -> [UInt8] {
        try openssl.run("x509 -in \(name).pem -outform DER -out \(name).der")
        return try openssl.read("\(name).der")
    }

    private static let authority = """
        basicConstraints=critical,CA:TRUE,pathlen:0
        keyUsage=critical,keyCertSign,cRLSign
        subjectKeyIdentifier=hash
        authorityKeyIdentifier=keyid

        """

    /// OpenSSL dates certificates by the real time: the test's clock, which stands, is moved to where they will be valid,
    /// and an administrator accepts it.
    private func acceptClock() throws {
        enclave.clock.jump(seconds: Int64(Date().timeIntervalSince1970) + 60 - enclave.clock.wall / 1000)
        _ = try enclave.call(ClockAccept(time: enclave.clock.wall / 1000), signedBy: enclave.administrator)
    }

    private func writePEM(_ certificates: [[UInt8]], to name: String) throws {
        for (index, certificate) in certificates.enumerated() {
            try openssl.write(certificate, to: "c\(index).der")
            try openssl.run("x509 -inform DER -in c\(index).der -out c\(index).pem")
        }
        try openssl.write(try certificates.indices.flatMap { try openssl.read("c\($0).pem") }, to: name)
    }

    @Test func anInstalledIntermediateIssuesWhatOpenSSLAccepts() throws {
        try acceptClock()
        try makeRoot()
        _ = try enclave.call(CACreate.simple("inner", external: true))
        #expect(enclave.refusal(of: CARevocationList(name: "inner", lifetime: 0)) == .keyNotActive)
        let request = try enclave.call(CARequest(name: "inner")).bytes
        let certificate = try sign(request, extensions: Self.authority)
        let install = CAInstall(name: "inner", chain: [Blob(certificate), Blob(try der("root"))])
        #expect(enclave.refusal(of: install) == .authorizationRequired)
        #expect(try enclave.call(install, signedBy: enclave.administrator).state == .active)
        try enclave.restart()
        let issued = try enclave.issue(by: "inner", dns: "leaf.example.com")
        #expect(issued.chain.count == 2, "leaf and intermediate, no root")
        try writePEM([issued.chain[1].bytes], to: "chain.pem")
        try writePEM([issued.chain[0].bytes], to: "leaf.pem")
        try openssl.run("verify -x509_strict -CAfile root.pem -untrusted chain.pem -purpose sslserver leaf.pem")
    }

    @Test func whatIsNoChainForTheKeyIsNotInstalled() throws {
        try acceptClock()
        try makeRoot()
        try makeRoot("stranger")
        _ = try enclave.call(CACreate.simple("inner", external: true))
        _ = try enclave.call(CACreate.simple("other", external: true))
        let request = try enclave.call(CARequest(name: "inner")).bytes
        let good = try sign(request, extensions: Self.authority)
        let leaf = try sign(request, extensions: "basicConstraints=critical,CA:FALSE\n")
        let bare = try sign(request, extensions: "keyUsage=critical,digitalSignature\n")
        let another = try sign(try enclave.call(CARequest(name: "other")).bytes, extensions: Self.authority)
        let (root, stranger) = (try der("root"), try der("stranger"))
        let chains: [(String, [[UInt8]])] = [
            ("no root", [good]), ("another root", [good, stranger]), ("not an authority", [leaf, root]),
            ("no constraints", [bare, root]), ("another key's", [another, root]), ("empty", []),
            ("no certificate", [[1, 2, 3], root]), ("root first", [root, good]),
        ]
        for (what, chain) in chains {
            let install = CAInstall(name: "inner", chain: chain.map { Blob($0) })
            #expect(enclave.refusal(of: install, signedByAll: [enclave.administrator]) != nil, "\(what)")
        }
        #expect(try enclave.call(CAShow(name: "inner")).state == .pending)
    }

    @Test func openSSLVerifiesTheRevocationList() throws {
        let root = try enclave.call(CACreate.simple("root"))
        let issued = try (0..<3).map { try enclave.issue(by: "root", dns: "leaf\($0).example.com") }
        for leaf in issued.prefix(2) { _ = try enclave.call(CARevoke(name: "root", serial: leaf.serial, reason: 1)) }
        try openssl.write(try enclave.call(CARevocationList(name: "root", lifetime: 0)).bytes, to: "list.der")
        try writePEM([root.chain[0].bytes], to: "root.pem")
        #expect(try openssl.run("crl -inform DER -in list.der -noout -CAfile root.pem").contains("verify OK"))
        let text = try openssl.run("crl -inform DER -in list.der -noout -text")
        for (index, leaf) in issued.enumerated() {
            #expect(text.contains(Hex.encode(leaf.serial).uppercased()) == (index < 2))
        }
        try openssl.run("crl -inform DER -in list.der -out list.pem")
        try writePEM([issued[2].chain[0].bytes], to: "good.pem")
        let time = enclave.clock.wall / 1000
        try openssl.run("verify -attime \(time) -crl_check -CAfile root.pem -CRLfile list.pem good.pem")
        try writePEM([issued[0].chain[0].bytes], to: "bad.pem")
        #expect(throws: OpenSSL.Failure.self) {
            try openssl.run("verify -attime \(time) -crl_check -CAfile root.pem -CRLfile list.pem bad.pem")
        }
    }

    @Test func aRevokedSerialIsForgottenWhenItsAuthorityHasExpired() throws {
        let week: Int64 = 7 * 86_400
        _ = try enclave.call(CACreate.simple("root", lifetime: 2 * week))
        let issued = try enclave.issue(by: "root", dns: "leaf.example.com")
        _ = try enclave.call(CARevoke(name: "root", serial: issued.serial, reason: 1))
        enclave.clock.pass(seconds: week)
        _ = try enclave.call(CARotate(name: "root", lifetime: 4 * week))
        #expect(try listed() == [issued.serial])
        enclave.clock.pass(seconds: week + 1)
        #expect(try listed() == [])
        let records = try enclave.core.journal.count(kind: RecordKind.revocation.rawValue)
        #expect(records == 0, "and not only left out of the list")
    }

    private func listed() throws -> [[UInt8]] {
        try CertificateRevocationList(enclave.call(CARevocationList(name: "root", lifetime: 0)).bytes)
            .entries.map(\.serial)
    }
}
