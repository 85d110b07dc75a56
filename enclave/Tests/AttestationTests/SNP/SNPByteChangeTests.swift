import Testing
import X509Core

@testable import Attestation

/// No byte of a report or of a certificate is free: the report's signature covers the first 0x2A0 (§3.1), R and S are
/// 48 bytes and zeros, and the rest is zero; certificates and lists are signed as a whole (§3.2). The only other form
/// that is accepted is the twin of the signature, in `SNPSignatureTests`.
@Suite("SEV-SNP byte changes")
struct SNPByteChangeTests {
    private let subject: SNPCase
    private let verifier: SNPVerifier

    init() throws {
        subject = try SNPCase(.turin)
        let anchor = try #require(TrustAnchor(fingerprint: subject.authority.root.fingerprint))
        // By fingerprint alone, so that a changed root is not replaced by the one the caller holds.
        verifier = SNPVerifier(anchors: TrustAnchors([anchor]))
    }

    @Test("report", arguments: ["sim-turin-v5", "real-milan-v2", "real-milan-v3-vlek", "real-genoa-v3-azure"])
    func report(_ name: String) throws {
        let vector = try SNPVector(name)
        let verifier = SNPVerifier(anchors: try vector.anchors())
        let certificates = try vector.certificates()
        let chain = try verifier.chain(issuing: certificates[0], among: certificates, at: vector.time)
        let changes = ByteChanges(name: name, bytes: try vector.report()) { bytes in
            try verifier.verify(SNPReport(bytes), endorsement: certificates[0], chain: chain, at: vector.time)
        }
        try changes.check()
        changes.checkLengths()
    }

    @Test("certificates", arguments: [0, 1, 3])
    func certificate(_ index: Int) throws {
        let (subject, verifier) = (subject, verifier)
        let evidence = try subject.evidence()
        let certificates = try subject.certificates()
        let name = "\(certificates[index].content.subject)"
        let changes = ByteChanges(name: name, bytes: certificates[index].der) { bytes in
            var changed = certificates
            changed[index] = try Certificate(bytes)
            return try verifier.verify(evidence, certificates: changed, at: subject.time)
        }
        try changes.check()
        changes.checkLengths()
    }

    @Test("recorded VCEK and VLEK", arguments: ["real-milan-v2", "real-milan-v3-vlek", "real-genoa-v3-azure"])
    func recordedCertificate(_ name: String) throws {
        let vector = try SNPVector(name)
        let verifier = SNPVerifier(anchors: try vector.anchors())
        let certificates = try vector.certificates()
        let chain = try verifier.chain(issuing: certificates[0], among: certificates, at: vector.time)
        let report = try SNPReport(vector.report())
        let changes = ByteChanges(name: name, bytes: try vector.file("vek.der")) { bytes in
            try verifier.verify(report, endorsement: Certificate(bytes), chain: chain, at: vector.time)
        }
        try changes.check()
    }

    @Test("revocation list")
    func revocationList() throws {
        let (subject, verifier) = (subject, verifier)
        let evidence = try subject.evidence()
        let certificates = try subject.certificates()
        let list = try subject.authority.revocationList(of: [9, 10]).der
        let changes = ByteChanges(name: "revocation list", bytes: list) { bytes in
            try verifier.verify(
                evidence, certificates: certificates, revocationLists: [CertificateRevocationList(bytes)],
                at: subject.time)
        }
        try changes.check()
        changes.checkLengths()
    }
}
