import EnclaveClient
import EnclaveProtocol
import FakeEnclave
import Testing

@testable import CasemateCommands

/// A join between two scripted enclaves: each step goes to the right one, with what the other said.
@Suite("Joining", .timeLimit(.minutes(2)))
struct DomainJoinTests {
    private let joiner: FakeEnclave
    private let lead: FakeEnclave
    private let id = Identifier(high: 0, low: 7)
    private let nonce = [UInt8](repeating: 5, count: 32)
    private let grant = DomainGrant(encapsulatedKey: [1], ciphertext: [2, 2], signature: [3])

    init() throws {
        joiner = try FakeEnclave()
        lead = try FakeEnclave()
        let (id, nonce, grant) = (id, nonce, grant)
        joiner.on(JoinBegin.self) { _, _ in .success(JoinBegun(memberID: id, nonce: nonce)) }
        lead.on(DomainOffer.self) { _, _ in .success(Self.proof(0xa)) }
        joiner.on(JoinAppraise.self) { _, _ in .success(Self.proof(0xb)) }
        lead.on(ChallengeRequest.self) { _, _ in .success(Blob([UInt8](repeating: 3, count: 32))) }
        lead.on(DomainAdmit.self) { _, _ in .success(grant) }
        joiner.on(JoinComplete.self) { _, _ in .success(Empty()) }
    }

    private static func proof(_ byte: UInt8) -> ProofAnswer {
        ProofAnswer(
            statement: [byte],
            evidence: EvidenceAnswer(
                form: .quote, evidence: [byte, byte], certificates: [], manifest: [], collateral: [0x7b, 0x7d], root: []
            ))
    }

    private func join(_ arguments: String...) throws -> CommandProcess {
        try CommandProcess.run(
            ["domain", "join", "--name", "b", "--peer", lead.address, "--json"] + arguments,
            environment: ["CASEMATE_ENCLAVE": joiner.address])
    }

    @Test func eachSideHearsWhatTheOtherSaid() throws {
        let scratch = try ScratchDirectory()
        let key = try scratch.file("admin.key")
        #expect(try CommandProcess.run(["administrator", "key", "--out", key]).status == 0)
        let run = try join("--administrator-key", key)
        #expect(run.status == 0, "\(run)")
        #expect(try run.json["memberId"]?.string == id.description)
        #expect(try run.json["name"] == "b")

        #expect(joiner.calls.map(\.operation) == [.joinBegin, .joinAppraise, .joinComplete])
        #expect(lead.calls.map(\.operation) == [.domainOffer, .challenge, .domainAdmit])
        #expect(try JoinBegin(decoding: joiner.calls[0].body).name == "b")
        #expect(try DomainOffer(decoding: lead.calls[0].body) == DomainOffer(memberID: id, nonce: nonce))
        #expect(try JoinAppraise(decoding: joiner.calls[1].body).offer == PeerEvidence(proof: Self.proof(0xa)))
        #expect(try DomainAdmit(decoding: lead.calls[2].body).joiner == PeerEvidence(proof: Self.proof(0xb)))
        #expect(lead.calls[2].authorization != nil && lead.calls[2].isSealed)
        #expect(try JoinComplete(decoding: joiner.calls[2].body).grant == grant)
    }

    @Test func withoutASignatureTheLeadDecides() throws {
        lead.on(DomainAdmit.self) { _, call in
            .failure(Refusal(.authorizationRequired, "the policy does not admit by evidence"))
        }
        let run = try join()
        #expect(run.status == 1)
        let error = try #require(try run.json["error"])
        #expect(error["code"] == "authorization-required")
        #expect(error["message"] == "The lead: the policy does not admit by evidence")
        #expect(error["remedy"]?.string?.contains("--administrator-key") == true)
        #expect(joiner.calls.allSatisfy { $0.operation != .joinComplete })
    }

    @Test func theJoinersRefusalIsTheJoiners() throws {
        joiner.on(JoinAppraise.self) { _, _ in .failure(Refusal(.policyViolation, "another measurement")) }
        let error = try #require(try join().json["error"])
        #expect(error["code"] == "policy-violation" && error["message"] == "The joiner: another measurement")
        #expect(lead.calls.map(\.operation) == [.domainOffer])
    }

    @Test func whoIsAMemberNeedNotJoin() throws {
        let run = try join("--if-needed")
        #expect(try run.status == 0 && run.json["joined"] == false)
        #expect(joiner.calls.isEmpty && lead.calls.isEmpty)
    }

    @Test func overTCPTheLeadsKeyMustBeKnown() throws {
        let run = try CommandProcess.run(
            ["domain", "join", "--name", "b", "--peer", "tcp:127.0.0.1:1", "--json"],
            environment: ["CASEMATE_ENCLAVE": joiner.address])
        #expect(run.status == 1)
        #expect(joiner.calls.isEmpty)
    }

    @Test func aLeadThatDoesNotAnswerIsSaidToBeTheLead() throws {
        lead.stop()
        let error = try #require(try join().json["error"])
        #expect(error["code"] == "cannot-connect" && error["message"]?.string?.hasPrefix("The lead: ") == true)
        #expect(error["remedy"]?.string?.contains("--peer") == true)
    }

    @Test func theLeadIsFoundAmongSeveral() async throws {
        let (other, gone) = (try FakeEnclave(), try FakeEnclave())
        gone.stop()
        let (mine, theirs) = (id, Identifier(high: 0, low: 8))
        for (enclave, member) in [(lead, mine), (other, theirs)] {
            enclave.on(DomainStatusRequest.self) { _, _ in
                .success(
                    DomainStatus(
                        domainID: mine, memberID: member, lead: mine, position: .none, isCatchingUp: false,
                        members: [], policyName: "", confirmations: 1, confirming: 1))
            }
        }
        let targets = try [gone, other, lead].map { EnclaveTarget(address: try EnclaveAddress($0.address)) }
        let found = try await LeadSearch(targets: targets).withLead { lead in
            try await lead.call(DomainStatusRequest()).memberID
        }
        #expect(found == mine)
        let error = await #expect(throws: CommandError.self) {
            try await LeadSearch(targets: Array(targets.prefix(2))).withLead { _ in }
        }
        #expect(error?.code == "no-lead")
    }
}
