import Crypto
import EnclaveProtocol
import Testing

@testable import CasemateCommands

@Suite("Statements")
struct ProofTests {
    private let statement = EnclaveStatement(
        instanceID: Identifier(high: 1, low: 2), state: .open, sessionKey: [4] + [UInt8](repeating: 9, count: 64),
        importKey: [1], checkpointKey: [2], administrators: [Blob([UInt8](repeating: 0xab, count: 32))], threshold: 1,
        nonce: [7])

    @Test func reportDataIsThePrefixAndTheDigestOfTheBytes() throws {
        let bytes = statement.encoded
        let proof = try Proof<EnclaveStatement>(bytes, from: "test")
        #expect(proof.statement == statement)
        #expect(Array(proof.reportData.prefix(16)) == Array("casemate/proof/1".utf8))
        #expect(Array(proof.reportData.dropFirst(16)) == Array(SHA384.hash(data: bytes)))
        #expect(proof.json["administrators"]?.array?.first?.string == String(repeating: "ab", count: 32))
        #expect(proof.text.contains(Hex.encode(proof.reportData)))
    }

    @Test func oneKindOfStatementIsNeverAnother() {
        #expect(throws: CommandError.self) { try Proof<KeyStatement>(statement.encoded, from: "test") }
        var altered = statement.encoded
        altered[2] ^= 1
        #expect(throws: CommandError.self) { try Proof<EnclaveStatement>(altered, from: "test") }
        #expect(throws: CommandError.self) { try Proof<EnclaveStatement>(statement.encoded + [0], from: "test") }
    }

    @Test func evidenceWithoutCertificatesIsSaidToBeOfUnknownLife() {
        let found = EvidenceDiagnosis.diagnosis(of: EvidenceAnswer(form: .report, evidence: [1, 2, 3]), at: 0)
        #expect(found.level == .warning)
        #expect(found.message.contains("is not known"))
    }
}
