import Crypto
import EnclaveClient
import EnclaveProtocol
import FakeEnclave
import Testing

@Suite("A pin out of evidence", .timeLimit(.minutes(1)))
struct AttestedPinTests {
    private struct Refused: Error {}

    /// A fake that states a session key, its own unless told, and gives the statement's bytes as its evidence.
    private func fake(
        sessionKey: [UInt8]? = nil, manners: FakeEnclave.Manners = .init(),
        change: @escaping @Sendable (inout EnclaveStatement) -> Void = { _ in }
    ) throws -> FakeEnclave {
        let fake = try FakeEnclave(manners)
        let key = sessionKey ?? fake.sessionKey
        fake.on(EnclaveAttest.self) { [instanceID = fake.instanceID] request, _ in
            var statement = EnclaveStatement(
                instanceID: instanceID, state: .locked, sessionKey: key, nonce: request.nonce)
            change(&statement)
            return .success(
                ProofAnswer(
                    statement: statement.encoded, evidence: EvidenceAnswer(form: .quote, evidence: statement.encoded)))
        }
        return fake
    }

    private func pin(
        _ fake: FakeEnclave, verify: @Sendable (EvidenceAnswer, [UInt8]) throws -> Void = { _, _ in }
    ) async throws -> SessionKeyPin {
        try await SessionKeyPin.attested(at: try EnclaveAddress(fake.address)) { evidence, reportData in
            try verify(evidence, reportData)
        }
    }

    @Test func isOfTheKeyThatTheVerifiedStatementNames() async throws {
        let fake = try fake()
        let pin = try await pin(fake) { evidence, reportData in
            let wanted = Array("casemate/proof/1".utf8) + Array(SHA384.hash(data: evidence.evidence))
            #expect(reportData == wanted)
        }
        #expect(pin == SessionKeyPin(of: fake.sessionKey))
        var configuration = ConnectionConfiguration()
        configuration.enclaveKey = pin
        fake.on(RandomRequest.self) { _, _ in .success(Blob([7])) }
        let address = try EnclaveAddress(fake.address)
        try await EnclaveClient.withConnection(to: address, configuration: configuration) { client in
            let answer = try await client.call(RandomRequest(count: 1)).bytes
            #expect(answer == [7])
        }
        #expect(fake.calls.map(\.isSealed) == [false, true])
    }

    @Test func asksInsideASessionWhereTheListenerWantsOne() async throws {
        var manners = FakeEnclave.Manners()
        manners.requiresSession = true
        let fake = try fake(manners: manners)
        let pin = try await pin(fake)
        #expect(pin == SessionKeyPin(of: fake.sessionKey))
        #expect(fake.calls.map(\.isSealed) == [true])
    }

    @Test func asksWithAFreshNonceEachTime() async throws {
        let fake = try fake()
        for _ in 1...2 { _ = try await pin(fake) }
        let nonces = try fake.calls.map { try EnclaveAttest(decoding: $0.body).nonce }
        #expect(Set(nonces).count == 2)
        #expect(nonces.allSatisfy { $0.count == 32 })
    }

    @Test func isNotGivenWhereTheEvidenceIsRefused() async throws {
        let fake = try fake()
        let refuse: @Sendable (EvidenceAnswer, [UInt8]) throws -> Void = { _, _ in throw Refused() }
        await #expect(throws: Refused.self) { try await pin(fake, verify: refuse) }
    }

    @Test func isNotGivenForAnOldStatementOrNone() async throws {
        let old = try fake { $0.nonce = [1] }
        let accept: @Sendable (EvidenceAnswer, [UInt8]) -> Void = { _, _ in
            Issue.record("an old statement was verified")
        }
        let error = await #expect(throws: EnclaveClientError.self) { try await pin(old, verify: accept) }
        #expect(error?.code == .protocolViolation)
        let broken = try FakeEnclave()
        broken.on(EnclaveAttest.self) { _, _ in
            .success(ProofAnswer(statement: [1, 2, 3], evidence: EvidenceAnswer(form: .quote, evidence: [])))
        }
        let other = await #expect(throws: EnclaveClientError.self) { try await pin(broken) }
        #expect(other?.code == .protocolViolation)
    }

    /// Someone hands on the genuine evidence of another enclave.
    @Test func keepsItsHolderFromWhoeverOnlyForwardsEvidence() async throws {
        let genuine = try fake()
        let forwarder = try fake(sessionKey: genuine.sessionKey)
        let pin = try await pin(forwarder)
        #expect(pin == SessionKeyPin(of: genuine.sessionKey))
        var configuration = ConnectionConfiguration()
        configuration.enclaveKey = pin
        let pinned = configuration
        let error = await #expect(throws: EnclaveClientError.self) {
            try await EnclaveClient.connect(
                to: try EnclaveAddress(forwarder.address), configuration: pinned)
        }
        #expect(error?.code == .enclaveKeyMismatch)
    }
}
