import Crypto
import DCAPFixtures
import EnclaveProtocol
import Testing
import X509Core

@testable import Attestation

/// Certificates we issue, read by OpenSSL and verified by ourselves with evidence of a simulated SEV-SNP platform.
@Suite("Issuing RA-TLS certificates")
struct RATLSIssuanceTests {
    private static let now = SimulatedAMD.now
    private static let quoteTime: Int64 = 1_781_524_800
    private let key = P384.Signing.PrivateKey()
    private let platform: SNPCase

    init() throws { platform = try SNPCase(.genoa) }

    private func issuance(nonce: [UInt8]? = nil, includesLegacy: Bool = false) throws -> RATLSIssuance {
        RATLSIssuance(
            subject: try DistinguishedName(rfc4514: "CN=RATLS,O=Casemate"),
            validity: CertificateValidity(notBefore: Self.now - 300, notAfter: Self.now + 86_400),
            names: [GeneralName(kind: .dns, value: Array("enclave.example".utf8))], nonce: nonce,
            includesLegacy: includesLegacy)
    }

    /// Evidence as a guest hands it out: the report and the table of certificates behind it.
    private func evidence(_ reportData: [UInt8]) throws -> [UInt8] {
        var platform = platform
        platform.report[.reportData] = reportData
        let certificates = try platform.certificates()
        return try platform.evidence()
            + SNPCertificateTableTests.table([(.vcek, certificates[0].der), (.ask, certificates[1].der)])
    }

    private func issue(
        _ issuance: RATLSIssuance, quote: ((_ reportData: [UInt8]) throws -> [UInt8])? = nil
    ) throws -> [UInt8] {
        let publicKey = try SubjectPublicKey(
            algorithm: .p384, rawRepresentation: Array(key.publicKey.x963Representation))
        let wanted = issuance.reportData(for: publicKey)
        let unsigned = try issuance.prepare(
            for: publicKey, algorithm: .ecdsa(.sha384), serial: [0x4a, 1],
            evidence: .init(
                standard: try (quote ?? evidence)(wanted.standard),
                legacy: try wanted.legacy.map { try (quote ?? evidence)($0) }))
        return try unsigned.signed { content, _ throws(any Error) in
            Array(try key.signature(for: SHA384.hash(data: content)).derRepresentation)
        }.der
    }

    private func verify(_ der: [UInt8], allowingLegacy: Bool = false) throws -> Appraisal {
        let evidence = try RATLSCertificate(der).evidence(allowingLegacy: allowingLegacy, at: Self.now)
        let inner = try SNPVerifier(anchors: platform.authority.anchors).verify(
            evidence.quote, certificates: [], at: Self.now)
        return try evidence.appraisal(of: inner)
    }

    @Test("what we issue we verify: binding, nonce, end")
    func ownVerification() throws {
        let appraisal = try verify(issue(issuance(nonce: [7, 8, 9])))
        #expect(appraisal.kind == .snp)
        #expect(appraisal.container == .raTLS)
        #expect(appraisal.platformInfo.contains(Claim("raTlsExtension", .text("standard"))))
        #expect(appraisal.platformInfo.contains(Claim("raTlsNonce", .bytes([7, 8, 9]))))
        #expect(appraisal.expires == Self.now + 86_400)
    }

    @Test("with a quote of an enclave or a TD", arguments: [SimulatedQuote.Layout.enclave, .td15])
    func quotes(_ layout: SimulatedQuote.Layout) throws {
        var simulation = SimulatedDCAP(version: layout == .enclave ? 3 : 5, layout: layout)
        simulation.time = Self.quoteTime
        var made: [SimulatedEvidence] = []
        let issuance = RATLSIssuance(
            subject: try DistinguishedName(rfc4514: "CN=RATLS"),
            validity: CertificateValidity(notBefore: simulation.time, notAfter: simulation.time + 60),
            includesLegacy: true)
        let der = try issue(issuance) { reportData in
            let start = layout.reportDataOffset
            simulation.quote.body.replaceSubrange(start..<start + 64, with: reportData)
            made.append(try simulation.make())
            return try #require(made.last).quote
        }
        #expect(made.count == 2)
        let evidence = try RATLSCertificate(der).evidence(allowingLegacy: false, at: simulation.time)
        #expect(evidence.quote == made[0].quote)
        let appraisal = try evidence.appraisal(of: made[0].appraise())
        #expect(appraisal.kind == (layout.isTDX ? .tdx : .sgx))
        #expect(appraisal.status == .upToDate)
        #expect(appraisal.expires == simulation.time + 60)
        // The other quote is as genuine, and not this extension's.
        #expect(throws: AppraisalError.self) { try evidence.appraisal(of: made[1].appraise()) }
    }

    @Test("both extensions have a quote each; the legacy one verifies when it stands alone")
    func bothExtensions() throws {
        let both = try RATLSCertificate(issue(issuance(includesLegacy: true)))
        let standard = try both.evidence(allowingLegacy: false, at: Self.now)
        let value = try #require(both.certificate.content.extensions.first(RATLSExtension.legacy.identifier)).value
        #expect(value != standard.quote)
        let key = both.certificate.content.publicKey.der
        #expect(Array(value[0x50..<0x90]) == Array(SHA256.hash(data: key)) + [UInt8](repeating: 0, count: 32))
        #expect(Array(standard.quote[0x50..<0x90]) == standard.reportData)
    }

    /// As for every certificate: what the linter refuses gets no signature.
    static let refusals: [(row: String, change: @Sendable (inout RATLSIssuance) throws -> Void)] = [
        ("names-unique", { $0.names += $0.names }),
        ("dns-wildcard", { $0.names = [GeneralName(kind: .dns, value: Array("*.enclave.example".utf8))] }),
        ("ip-length", { $0.names = [GeneralName(kind: .ip, value: [127, 0, 0])] }),
        ("country", { $0.subject = try DistinguishedName(rfc4514: "C=DEU,CN=RATLS") }),
        ("issuer-present", { $0.subject = DistinguishedName.empty }),
        (
            "validity-order",
            { $0.validity = CertificateValidity(notBefore: $0.validity.notAfter, notAfter: $0.validity.notBefore) }
        ),
    ]

    @Test("what the linter refuses is not prepared for signing", arguments: refusals.indices)
    func linted(_ index: Int) throws {
        let (row, change) = Self.refusals[index]
        var issuance = try issuance()
        try change(&issuance)
        let error = #expect(throws: X509Error.self, "\(row)") { try issue(issuance) }
        guard case .refused(row, _, _)? = error else {
            Issue.record("\(row): \(String(describing: error))")
            return
        }
    }

    @Test("OpenSSL reads the certificate, its names and both extensions, and verifies its signature")
    func openSSL() throws {
        let openSSL = try OpenSSL()
        let certificate = try Certificate(issue(issuance(nonce: [1], includesLegacy: true)))
        let text = try openSSL.run(["x509", "-in", openSSL.file("a.pem", certificate.pem), "-noout", "-text"]).output
        for part in [
            "Signature Algorithm: ecdsa-with-SHA384", "Issuer: O = Casemate, CN = RATLS", "DNS:enclave.example",
            "CA:FALSE", "2.23.133.5.4.9", "0.6.9.42.840.113741.1337.6", "Not After : Jan 16 08:00:00 2027 GMT",
        ] {
            #expect(text.contains(part), "\(part)")
        }
        #expect(try openSSL.verifies([certificate, certificate], at: Self.now))
        var broken = certificate.der
        broken[broken.count - 1] ^= 1
        let other = try Certificate(broken)
        #expect(try !openSSL.verifies([other, other], at: Self.now))
    }
}
