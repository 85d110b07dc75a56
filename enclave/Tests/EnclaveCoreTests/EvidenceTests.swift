import Crypto
import EnclaveProtocol
import KeyOperations
import SealedSession
import TEEPlatform
import Testing

@testable import EnclaveCore

/// Over `MemoryPlatform`, whose evidence is the report data and a byte for the mode.
@Suite("Evidence")
struct EvidenceTests {
    private let chosen: [UInt8] = (0..<64).map { $0 ^ 0xa5 }

    private func reportData(of proof: ProofAnswer) -> [UInt8] { Array(proof.evidence.evidence.prefix(64)) }

    private func expected(_ proof: ProofAnswer) -> [UInt8] {
        Array("casemate/proof/1".utf8) + SHA384.hash(data: proof.statement)
    }

    @Test(arguments: [true, false])
    func isOverExactlyTheChosenBytes(isDevelopment: Bool) throws {
        let enclave = try TestEnclave(development: isDevelopment)
        let answer = try enclave.call(EvidenceRequest(reportData: chosen), signedBy: enclave.administrator)
        #expect(answer.form == .quote)
        #expect(answer.evidence == chosen + [isDevelopment ? StateMode.development.rawValue : 1])
    }

    @Test func noCallerChoosesWhatAStatementLooksLike() throws {
        let enclave = try TestEnclave(development: true)
        _ = try enclave.call(KeyGenerate(key: .simple("k")))
        let proof = try enclave.call(KeyAttest(key: .name("k"), nonce: []))
        let reserved = Array("casemate/".utf8)
        for bytes in [reportData(of: proof), reserved + [UInt8](repeating: 0, count: 55)] {
            #expect(enclave.refusal(of: EvidenceRequest(reportData: bytes)) == .invalidArgument)
            #expect(
                enclave.refusal(of: EvidenceRequest(reportData: bytes), signedByAll: [enclave.administrator])
                    == .invalidArgument)
        }
        for length in reserved.indices {
            var bytes = reserved + [UInt8](repeating: 0, count: 55)
            bytes[length] ^= 0x20
            #expect(try enclave.call(EvidenceRequest(reportData: bytes)).evidence.starts(with: bytes))
        }
    }

    @Test func aKeyIsBoundWithAllThatWasFixedAtItsBirth() throws {
        let enclave = try TestEnclave(development: true)
        let key = try enclave.call(KeyGenerate(key: .simple("k")))
        let proof = try enclave.call(KeyAttest(key: .name("k"), nonce: [1, 2, 3]))
        #expect(reportData(of: proof) == expected(proof))
        let statement = try KeyStatement(decoding: proof.statement)
        #expect(statement.key == key)
        #expect(statement.nonce == [1, 2, 3])
        #expect(statement.instanceID == (try enclave.core.instanceID))
        #expect(
            statement.administrators.map(\.bytes)
                == [Administrators.fingerprint(of: enclave.administrator.publicKeySPKI ?? [])])
        #expect((statement.threshold, statement.isDevelopment) == (1, true))
        #expect(statement.time == enclave.clock.wall / 1000)

        let other = try enclave.call(KeyAttest(key: .name("k"), nonce: [1, 2, 4]))
        #expect(reportData(of: other) != reportData(of: proof))
        _ = try enclave.call(KeyRotate(key: .name("k")))
        let rotated = try KeyStatement(
            decoding: try enclave.call(KeyAttest(key: .name("k"), nonce: [])).statement)
        #expect(rotated.key.publicKey != key.publicKey)
        #expect(rotated.key.versions.map(\.number) == [1, 2])
    }

    @Test func keysWithoutAPublicHalfAreNotAttested() throws {
        let enclave = try TestEnclave(development: true)
        _ = try enclave.call(KeyGenerate(key: .simple("kek", .aes256, .wrap)))
        #expect(enclave.refusal(of: KeyAttest(key: .name("kek"), nonce: [])) == .algorithmMismatch)
        _ = try enclave.call(KeyGenerate(key: .simple("gone")))
        _ = try enclave.call(KeyDestroy(key: .name("gone")), signedBy: enclave.administrator)
        #expect(enclave.refusal(of: KeyAttest(key: .name("gone"), nonce: [])) == .keyNotActive)
        #expect(enclave.refusal(of: KeyAttest(key: .name("none"), nonce: [])) == .notFound)
    }

    @Test func theEnclavesOwnKeysAreBound() throws {
        let enclave = try TestEnclave(development: true)
        let proof = try enclave.call(EnclaveAttest(nonce: [7]), as: "nobody", sealed: false)
        #expect(reportData(of: proof) == expected(proof))
        let statement = try EnclaveStatement(decoding: proof.statement)
        #expect(statement.sessionKey == enclave.host.sessionKey.publicKey)
        #expect(statement.importKey == (try enclave.core.importKey.publicKeySPKI))
        #expect(try enclave.export()[0].count > 0)
        #expect(statement.checkpointKey.count > 64 && statement.checkpointKey != statement.importKey)
        #expect((statement.state, statement.nonce) == (.open, [7]))
        #expect(throws: WireError.self) { try KeyStatement(decoding: proof.statement) }
    }

    @Test func aLockedEnclaveGivesEvidenceOfItsSessionKey() throws {
        let enclave = try TestEnclave(development: true)
        try enclave.restart(platform: MemoryPlatform(key: nil))
        #expect(enclave.host.summary.state == .locked)
        #expect(
            try enclave.call(EvidenceRequest(reportData: chosen), as: "nobody").evidence
                == chosen + [StateMode.locked.rawValue])
        #expect(
            enclave.refusal(of: EvidenceRequest(reportData: Array("casemate/".utf8) + chosen.prefix(55)))
                == .invalidArgument)
        let proof = try enclave.call(EnclaveAttest(nonce: []))
        #expect(reportData(of: proof) == expected(proof))
        let statement = try EnclaveStatement(decoding: proof.statement)
        #expect(statement.sessionKey == enclave.host.sessionKey.publicKey)
        #expect((statement.state, statement.importKey, statement.administrators) == (.locked, [], []))
        #expect(enclave.refusal(of: KeyAttest(key: .name("k"), nonce: [])) == .stateLocked)
    }

    @Test func policyDecidesWhoChoosesBytesAndSeesKeys() throws {
        let enclave = try TestEnclave(development: true)
        _ = try enclave.call(KeyGenerate(key: .simple("mine")))
        _ = try enclave.call(KeyGenerate(key: .simple("other")))
        #expect(enclave.refusal(of: EvidenceRequest(reportData: chosen), as: "nobody") == .notAllowed)
        #expect(enclave.refusal(of: KeyAttest(key: .name("mine"), nonce: []), as: "nobody") == .notAllowed)
        let policy = CallerPolicy(
            identity: "pod", tenant: "default", operations: ["key-attest"], keys: ["mine"], rate: 0)
        _ = try enclave.call(PolicyPut(policy: policy), signedBy: enclave.administrator)
        #expect(enclave.refusal(of: KeyAttest(key: .name("mine"), nonce: []), as: "pod") == nil)
        #expect(enclave.refusal(of: KeyAttest(key: .name("other"), nonce: []), as: "pod") == .notAllowed)
        #expect(enclave.refusal(of: EvidenceRequest(reportData: chosen), as: "pod") == .notAllowed)
    }

    @Test func aPlatformThatGivesNoneIsSaidWithARemedy() throws {
        let enclave = try TestEnclave(development: true, platform: MemoryPlatform(refusesEvidence: true))
        let refusal = #expect(throws: Refusal.self) { try enclave.call(EvidenceRequest(reportData: chosen)) }
        #expect(refusal == Refusal(.evidenceUnavailable, "no evidence here", remedy: "mend it"))
    }

    @Test func everyUseIsInTheAudit() throws {
        let enclave = try TestEnclave(development: true)
        let audited = KeyTemplate(
            name: "audited", algorithm: .p256, purpose: .sign, export: .never, replication: .domain, audit: .each)
        _ = try enclave.call(KeyGenerate(key: audited))
        _ = try enclave.call(KeyAttest(key: .name("audited"), nonce: []))
        for _ in 0..<3 { _ = try enclave.call(EvidenceRequest(reportData: chosen)) }
        _ = try enclave.call(EnclaveAttest(nonce: []))
        let lines = try enclave.audit()
        #expect(lines.contains { $0.contains("\"key-attest\"") && $0.contains("\"audited\"") })
        #expect(lines.contains { $0.contains("\"operation\":\"evidence\"") && $0.contains("\"count\":3") })
        #expect(lines.contains { $0.contains("\"enclave-attest\"") })
    }

    @Test func reportDataOfAnotherLengthIsMalformed() throws {
        let enclave = try TestEnclave(development: true)
        for length in [0, 63, 65] {
            let code = enclave.refusal(of: EvidenceRequest(reportData: [UInt8](repeating: 1, count: length)))
            #expect(code == .malformedRequest)
        }
        #expect(enclave.refusal(of: EnclaveAttest(nonce: [UInt8](repeating: 1, count: 65))) == .malformedRequest)
    }
}
