import Crypto
import EnclaveProtocol
import Testing
import X509Core

@testable import Attestation

/// No byte of an RA-TLS certificate is free: it is signed as a whole with its own key (§5.1).
@Suite("RA-TLS byte changes")
struct RATLSByteChangeTests {
    @Test("certificate", arguments: ["both-extensions", "standard-only", "legacy-only"])
    func certificate(_ name: String) throws {
        // The quote's own signatures are another test's matter: here any quote with the right report data is genuine.
        let changes = ByteChanges(name: name, bytes: try SNPVector.read("ratls/\(name)/cert.der")) { bytes in
            let evidence = try RATLSCertificate(bytes).evidence(allowingLegacy: true, at: RATLSVectorTests.time)
            return try evidence.appraisal(of: .sample(reportData: Array(evidence.quote[368..<432])))
        }
        try changes.check()
        changes.checkLengths()
    }

    /// An unsigned copy of a certificate cannot be told from the signed one by its claims, so each byte of the claims
    /// is changed under a good signature too: then only the quote's report data and `pubkey-hash` can refuse it.
    @Test("claims under a good signature")
    func claims() throws {
        let plain = RATLSDraft()
        let key = try plain.publicKey.der
        let claims = RATLSClaims(publicKey: key, nonce: [1, 2, 3, 4]).encoded
        let reportData = RATLSEvidence.reportData(committingTo: claims)
        let changes = ByteChanges(name: "claims", bytes: claims) { bytes in
            var draft = plain
            draft.add(claims: bytes)
            return try draft.evidence().appraisal(of: .sample(reportData: reportData))
        }
        try changes.check()
        changes.checkLengths()
    }
}

extension Appraisal {
    /// The appraisal of some quote with this report data.
    static func sample(reportData: [UInt8]) throws -> Appraisal {
        Appraisal(
            kind: .sgx, container: .quote,
            anchor: try #require(TrustAnchor(fingerprint: [UInt8](repeating: 1, count: 32))),
            status: .upToDate, advisories: [], tcbDate: 1, expires: .max, debug: false, reportData: reportData,
            measurements: [], platformInfo: [], current: nil)
    }
}
