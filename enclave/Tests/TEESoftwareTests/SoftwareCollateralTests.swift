import Crypto
import Foundation
import Testing
import X509Core

@testable import TEESoftware

@Suite("Software collateral")
struct SoftwareCollateralTests {
    private let day: Int64 = 20_000
    private let root: SoftwareRoot

    init() throws { root = try SoftwareRoot.generate(at: 20_000 * 86_400 + 50_000) }

    private func fields(_ json: [UInt8]) throws -> [String: String] {
        try JSONDecoder().decode([String: String].self, from: Data(json))
    }

    private func object(_ text: String?) throws -> [String: Any] {
        let value = try JSONSerialization.jsonObject(with: Data(try #require(text).utf8))
        return try #require(value as? [String: Any])
    }

    private func bytes(hex text: String?) throws -> [UInt8] {
        let digits = Array(try #require(text).utf8)
        return try stride(from: 0, to: digits.count, by: 2).map { index in
            try #require(UInt8(String(decoding: digits[index..<index + 2], as: UTF8.self), radix: 16))
        }
    }

    @Test func hasEveryFieldOfTheCollateral() throws {
        let fields = try fields(try SoftwareCollateral(root: root, day: day).json())
        #expect(
            Set(fields.keys) == [
                "pck_crl_issuer_chain", "root_ca_crl", "pck_crl", "tcb_info_issuer_chain", "tcb_info",
                "tcb_info_signature", "qe_identity_issuer_chain", "qe_identity", "qe_identity_signature",
            ])
        let certificates = root.certificates
        for (name, first) in [
            ("pck_crl_issuer_chain", certificates.platformCA), ("tcb_info_issuer_chain", certificates.tcbSigning),
        ] {
            let chain = try Certificate.readAll(Array(try #require(fields[name]).utf8))
            #expect(chain.map(\.der) == [first.der, root.certificates.root.der])
        }
    }

    @Test func isSignedByTheSigningKeyOverItsExactText() throws {
        let fields = try fields(try SoftwareCollateral(root: root, day: day).json())
        let key = try P256.Signing.PublicKey(rawRepresentation: root.tcbSigningKey.point)
        for name in ["tcb_info", "qe_identity"] {
            let signature = try P256.Signing.ECDSASignature(rawRepresentation: bytes(hex: fields[name + "_signature"]))
            #expect(key.isValidSignature(signature, for: Data(try #require(fields[name]).utf8)))
        }
    }

    @Test func revocationListsAreEmptyNumberedAndByTheirIssuers() throws {
        let fields = try fields(try SoftwareCollateral(root: root, day: day).json())
        let pck = try CertificateRevocationList(bytes(hex: fields["pck_crl"]))
        try pck.verify(by: root.certificates.platformCA.content.publicKey)
        #expect(pck.entries.isEmpty)
        #expect(try pck.number()?.reduce(0) { $0 << 8 | Int64($1) } == day)
        #expect((pck.thisUpdate, pck.nextUpdate) == (day * 86_400, (day + 30) * 86_400))
        let own = try CertificateRevocationList(bytes(hex: fields["root_ca_crl"]))
        try own.verify(by: root.certificates.root.content.publicKey)
        #expect(own.entries.isEmpty && own.nextUpdate == root.certificates.notAfter)
    }

    @Test func saysWhatTheCertificateSays() throws {
        let fields = try fields(try SoftwareCollateral(root: root, day: day).json())
        let tcbInfo = try object(fields["tcb_info"])
        #expect(tcbInfo["fmspc"] as? String == "CA5E3A7E0000")
        #expect(tcbInfo["issueDate"] as? String == "2024-10-04T00:00:00Z")
        #expect(tcbInfo["nextUpdate"] as? String == "2024-11-03T00:00:00Z")
        let level = try #require((tcbInfo["tcbLevels"] as? [[String: Any]])?.first)
        let tcb = try #require(level["tcb"] as? [String: Any])
        let components = try #require(tcb["sgxtcbcomponents"] as? [[String: Int]])
        #expect(components.map { $0["svn"] } == SGXPlatform.components.map { Int($0) })
        let identity = try object(fields["qe_identity"])
        #expect((identity["mrsigner"] as? String)?.count == 64)
        #expect(identity["isvprodid"] as? Int == Int(QuotingEnclave.productID))
    }

    @Test func aDayIsOneIssueAndTheNextAnother() throws {
        let issuer = CollateralIssuer(root: root)
        let midnight = day * 86_400
        let first = try issuer.collateral(at: midnight + 3600)
        #expect(try issuer.collateral(at: midnight + 86_400 + 3599) == first, "a slow clock's hour")
        let next = try issuer.collateral(at: midnight + 86_400 + 3600)
        #expect(next != first)
        #expect(try object(try fields(next)["tcb_info"])["issueDate"] as? String == "2024-10-05T00:00:00Z")
        #expect(try issuer.collateral(at: midnight + 3600) != next, "a clock set back gets its own day's")
    }
}
