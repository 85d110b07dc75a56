import Crypto
import EnclaveProtocol
import Testing
import X509Core

@testable import Attestation

@Suite("SEV-SNP chains and revocation")
struct SNPChainTests {
    private let authority: SimulatedAMD
    private let subject: SNPCase

    init() throws {
        subject = try SNPCase(.turin)
        authority = subject.authority
    }

    private func verify(
        _ certificates: [Certificate]? = nil, lists: [CertificateRevocationList] = [],
        anchors: TrustAnchors? = nil, at time: Int64 = SimulatedAMD.now
    ) throws -> Appraisal {
        try SNPVerifier(anchors: anchors ?? authority.anchors).verify(
            subject.evidence(), certificates: certificates ?? subject.certificates(), revocationLists: lists, at: time)
    }

    private func expect(_ code: AppraisalError.Code, _ body: () throws -> Appraisal) {
        let error = #expect(throws: AppraisalError.self) { try body() }
        #expect(error?.code == code, "\(error?.message ?? "")")
    }

    @Test("a root is trusted by its certificate or by its fingerprint alone, and by nothing else")
    func anchors() throws {
        let anchor = try #require(TrustAnchor(fingerprint: authority.root.fingerprint))
        #expect(try verify(anchors: TrustAnchors([anchor])).anchor == anchor)
        // The caller's certificate need not be given again.
        let withoutRoot = try subject.certificates().dropLast()
        #expect(try verify(Array(withoutRoot)).anchor == anchor)
        expect(.untrustedChain) { try verify(Array(withoutRoot), anchors: TrustAnchors([anchor])) }
        expect(.untrustedChain) { try verify(anchors: .builtIn) }
    }

    @Test("a root of the same name and another key is not the root")
    func rootOfTheSameName() throws {
        let foreign = try Certificate(SNPVector.read("snp/amd-roots/Turin_ark.der"))
        expect(.untrustedChain) { try verify(anchors: TrustAnchors([foreign])) }
    }

    @Test("what is missing is named")
    func missing() throws {
        let certificates = try subject.certificates()
        let error = #expect(throws: AppraisalError.self) { try verify(Array(certificates.dropFirst())) }
        #expect(error?.code == .missingCollateral)
        let address = "vcek/v1/Turin/4041424344454647?fmcSPL=01&blSPL=02&teeSPL=03&snpSPL=04&ucodeSPL=72"
        #expect(error?.message.contains(address) ?? false, "\(error?.message ?? "")")
        expect(.missingCollateral) { try verify([certificates[0], authority.root]) }
    }

    @Test("an intermediate that has expired, is no CA or has an unknown critical extension is refused")
    func intermediates() throws {
        let endorsement = try authority.endorsement(subject.endorsement)
        let expired = try authority.intermediate(.vcek, until: SimulatedAMD.now - 1)
        expect(.expiredCollateral) { try verify([endorsement, expired]) }
        let leaf = CertificateExtension(
            .basicConstraints, isCritical: true, value: BasicConstraints(isAuthority: false).encoded)
        let noAuthority = try authority.intermediate(
            .vcek, extensions: [leaf, SimulatedAMD.authorityExtensions[1]])
        expect(.untrustedChain) { try verify([endorsement, noAuthority]) }
        let mayNotIssue = CertificateExtension(.keyUsage, isCritical: true, value: KeyUsage.crlSigning.encoded)
        let wrongUsage = try authority.intermediate(
            .vcek, extensions: [SimulatedAMD.authorityExtensions[0], mayNotIssue])
        expect(.untrustedChain) { try verify([endorsement, wrongUsage]) }
        let unknown = CertificateExtension(
            try #require(ObjectIdentifier("1.2.3")), isCritical: true, value: [5, 0])
        let critical = try authority.intermediate(
            .vcek, extensions: SimulatedAMD.authorityExtensions + [unknown])
        expect(.untrustedChain) { try verify([endorsement, critical]) }
    }

    @Test("a second VCEK that does not fit is passed over")
    func severalCertificates() throws {
        var other = subject.endorsement
        other.hardwareID[0] ^= 1
        let certificates = try [authority.endorsement(other)] + subject.certificates()
        _ = try verify(certificates)
        expect(.malformedCollateral) { try verify([Certificate](repeating: certificates[0], count: 33)) }
    }

    @Test("a revocation list that does not name the chain is counted in")
    func revocationList() throws {
        let appraisal = try verify(lists: [authority.revocationList(of: [9], until: SimulatedAMD.now + 5)])
        #expect(appraisal.platformInfo.contains(Claim("revocationChecked", .flag(true))))
        #expect(appraisal.platformInfo.contains(Claim("crlNumber", .bytes([7]))))
        #expect(appraisal.expires == SimulatedAMD.now + 5)
    }

    @Test("a revoked intermediate or root ends the chain", arguments: [1, 2] as [UInt8])
    func revoked(_ serial: UInt8) throws {
        let list = try authority.revocationList(of: [9, serial])
        expect(.revokedCertificate) { try verify(lists: [list]) }
        // An older list that does not name it yet changes nothing, in whatever order they come.
        let older = try authority.revocationList(of: [], from: SimulatedAMD.start - 1)
        expect(.revokedCertificate) { try verify(lists: [older, list]) }
        expect(.revokedCertificate) { try verify(lists: [list, older]) }
    }

    @Test("a revoked ASVK does not touch a VCEK")
    func revokedSibling() throws {
        _ = try verify(lists: [authority.revocationList(of: [3])])
    }

    @Test("a list counts from thisUpdate to nextUpdate, which it must have")
    func listDates() throws {
        let now = SimulatedAMD.now
        expect(.expiredCollateral) { try verify(lists: [authority.revocationList(of: [], until: now - 1)]) }
        expect(.prematureCollateral) { try verify(lists: [authority.revocationList(of: [], from: now + 1)]) }
        expect(.malformedCollateral) { try verify(lists: [authority.revocationList(of: [], until: nil)]) }
        _ = try verify(lists: [authority.revocationList(of: [], from: now, until: now)])
    }

    @Test("a list in the root's name that it did not sign is an error; one of another root is passed over")
    func foreignLists() throws {
        let forged = try authority.revocationList(of: [], signedBy: .vcek)
        expect(.badSignature) { try verify(lists: [forged]) }
        let foreign = try SimulatedAMD(.milan).revocationList(of: [2])
        expect(.missingCollateral) { try verify(lists: [foreign]) }
        _ = try verify(lists: [foreign, authority.revocationList(of: [])])
    }

    @Test("a list may name no key, and else only the root's")
    func keyIdentifiers() throws {
        let own = try authority.root.content.publicKey.keyIdentifier
        _ = try verify(lists: [authority.revocationList(of: [], keyIdentifier: own)])
        let other = try authority.intermediate(.vcek).content.publicKey.keyIdentifier
        expect(.untrustedChain) { try verify(lists: [authority.revocationList(of: [], keyIdentifier: other)]) }
    }

    @Test("a kept chain gives the same appraisal, and ends when a new one would")
    func keptChain() throws {
        let verifier = SNPVerifier(anchors: authority.anchors)
        let certificates = try subject.certificates()
        let chain = try verifier.chain(
            issuing: certificates[0], among: certificates,
            revocationLists: [authority.revocationList(of: [], until: SimulatedAMD.now + 5)], at: SimulatedAMD.now)
        let report = try SNPReport(subject.evidence())
        func verify(at time: Int64) throws -> Appraisal {
            try verifier.verify(report, endorsement: certificates[0], chain: chain, at: time)
        }
        let first = try verify(at: SimulatedAMD.now)
        let fresh = try verifier.verify(
            subject.evidence(), certificates: certificates,
            revocationLists: [authority.revocationList(of: [], until: SimulatedAMD.now + 5)], at: SimulatedAMD.now)
        #expect(first == fresh)
        expect(.expiredCollateral) { try verify(at: SimulatedAMD.now + 6) }
        expect(.prematureCollateral) { try verify(at: SimulatedAMD.start - 1) }
        expect(.untrustedChain) {
            try SNPVerifier().verify(report, endorsement: certificates[0], chain: chain, at: SimulatedAMD.now)
        }
        // The certificate is verified every time: a kept chain lets none through that it did not issue.
        var foreign = subject
        foreign.endorsement.issuer = .vlek
        let other = try foreign.authority.endorsement(foreign.endorsement)
        expect(.untrustedChain) { try verifier.verify(report, endorsement: other, chain: chain, at: SimulatedAMD.now) }
    }
}
