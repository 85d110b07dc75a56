import Crypto
import EnclaveProtocol
import Testing
import X509Core

@testable import Attestation

/// OpenSSL's word on the same chains and signatures, so that simulation and verifier are not wrong in the same way.
@Suite("SEV-SNP beside OpenSSL")
struct SNPPeerTests {
    @Test("chains of the vectors", arguments: SNPVector.names)
    func chain(_ name: String) throws {
        let vector = try SNPVector(name)
        let certificates = try vector.certificates()
        let ours = Result {
            let verifier = SNPVerifier(anchors: try vector.anchors())
            let chain = try verifier.chain(issuing: certificates[0], among: certificates, at: vector.time)
            try IssuanceLink.check(certificates[0], issuedBy: chain.intermediate)
        }
        let isOurs = if case .success = ours { true } else { false }
        #expect(try OpenSSL().verifies(certificates, at: vector.time) == isOurs)
    }

    @Test("signatures of the vectors' reports", arguments: SNPVector.names)
    func signature(_ name: String) throws {
        let vector = try SNPVector(name)
        let endorsement = try SNPEndorsement(vector.endorsement())
        let isOurs = (try? SNPVerifier.checkSignature(of: SNPReport(vector.report()), by: endorsement)) != nil
        #expect(try Self.peerAccepts(vector.report(), key: endorsement.certificate.content.publicKey) == isOurs)
    }

    @Test("simulated chains and reports", arguments: SNPProduct.allCases, SNPSigningKey.allCases)
    func simulation(_ product: SNPProduct, _ kind: SNPSigningKey) throws {
        var subject = try SNPCase(product)
        try subject.use(kind)
        _ = try subject.appraisal()
        let endorsement = try subject.authority.endorsement(subject.endorsement)
        let chain = [endorsement, try subject.authority.intermediate(kind), subject.authority.root]
        #expect(try OpenSSL().verifies(chain, at: subject.time))
        #expect(try Self.peerAccepts(subject.evidence(), key: endorsement.content.publicKey))
    }

    @Test("revocation lists: current, naming the ASK, not signed by the root")
    func revocation() throws {
        let subject = try SNPCase(.turin)
        let authority = subject.authority
        // OpenSSL asks for a list of every issuer, so the ASK stands in for the leaf.
        let chain = [try authority.intermediate(.vcek), authority.root]
        let lists = [
            (try authority.revocationList(of: [9]), true), (try authority.revocationList(of: [9, 2]), false),
            (try authority.revocationList(of: [], signedBy: .vcek), false),
            (try authority.revocationList(of: [], until: subject.time - 1), false),
        ]
        for (list, isGood) in lists {
            #expect(try OpenSSL().verifies(chain, at: subject.time, revocationList: list.der) == isGood)
            var ours = subject
            ours.revocationLists = [list]
            #expect(((try? ours.appraisal()) != nil) == isGood)
        }
    }

    /// The signature over the first 0x2A0 bytes, with R and S as DER.
    private static func peerAccepts(_ report: [UInt8], key: SubjectPublicKey) throws -> Bool {
        let halves = [SNPReportField.signatureR, .signatureS].map { Array(report[$0.range].prefix(48).reversed()) }
        let signature = DERWriter.encode { writer in
            writer.constructed { writer in halves.forEach { writer.unsignedInteger($0) } }
        }
        let openSSL = try OpenSSL()
        return try openSSL.run([
            "dgst", "-sha384", "-verify", openSSL.file("key.pem", PEM.encode(key.der, label: "PUBLIC KEY")),
            "-signature", openSSL.file("signature", signature),
            openSSL.file("signed", Array(report.prefix(SNPReport.signedLength))),
        ]).isSuccess
    }
}
