import EnclaveClient
import EnclaveProtocol
import FakeEnclave
import Testing

@testable import CasemateCommands

/// The commands of a domain against scripted enclaves: what they send to whom, and the fields they write.
@Suite("Domain commands", .timeLimit(.minutes(2)))
struct DomainCommandTests {
    private let fake: FakeEnclave
    private let a = Identifier(high: 0, low: 0xa)
    private let b = Identifier(high: 0, low: 0xb)
    private let c = Identifier(high: 0, low: 0xc)

    init() throws { fake = try FakeEnclave() }

    private func casemate(_ arguments: String...) throws -> CommandProcess {
        try CommandProcess.run(arguments, environment: ["CASEMATE_ENCLAVE": fake.address])
    }

    private func member(
        _ id: Identifier, _ name: String, index: UInt64 = 40, heard: UInt64? = 20, refused: String = ""
    ) -> MemberStatus {
        MemberStatus(
            id: id, name: name, measurement: "software 01", evidenceExpires: 4_000_000_000, admitted: 86_400,
            lastHeard: heard, position: DomainNumber(term: 2, index: index), refusedBecause: refused)
    }

    private func status(_ members: MemberStatus...) -> DomainStatus {
        DomainStatus(
            domainID: Identifier(high: 9, low: 9), memberID: a, lead: b, position: DomainNumber(term: 2, index: 40),
            isCatchingUp: false, members: members, policyName: "release-1", confirmations: 2, confirming: 2)
    }

    private func administrator(_ scratch: ScratchDirectory) throws -> String {
        let file = try scratch.file("admin.key")
        #expect(try casemate("administrator", "key", "--out", file).status == 0)
        return file
    }

    @Test func membersAreListedLeadFirst() throws {
        let view = status(member(a, "a", heard: 0), member(b, "b", index: 37), member(c, "c", heard: 60_000))
        fake.on(DomainStatusRequest.self) { _, _ in .success(view) }
        let json = try casemate("domain", "members", "--json").json
        let items = try #require(json["items"]?.array)
        #expect(items.map { $0["name"]?.string } == ["b", "a", "c"])
        #expect(items.map { $0["standing"]?.string } == ["heard", "here", "silent"])
        #expect(items[0]["isLead"] == true && items[0]["lag"] == 3 && items[0]["position"] == "2.37")
        #expect(items[0]["memberId"]?.string == b.description)
        #expect(items[0]["admitted"]?.string == "1970-01-02T00:00:00Z")
        #expect(items[0]["refusedBecause"] == .null)
        let people = try casemate("domain", "members")
        #expect(people.output.contains("silent for 60s") || people.output.contains("silent for 1m"))
    }

    @Test func statusKnowsTheDomainWhereThereIsOne() throws {
        fake.on(StatusRequest.self) { _, _ in
            .success(StatusAnswer(facts: [StatusFact("sealing", "none"), StatusFact("recovery", "none")]))
        }
        let alone = try casemate("domain", "status", "--json").json
        #expect(alone["members"]?.array?.count == 1 && alone["sealing"] == "none")
        let view = status(member(a, "a"), member(b, "b", refused: "restored"))
        fake.on(DomainStatusRequest.self) { _, _ in .success(view) }
        let json = try casemate("domain", "status", "--json").json
        #expect(json["lead"]?.string == b.description && json["isLead"] == false && json["term"] == 2)
        #expect(json["policy"] == "release-1" && json["position"] == "2.40" && json["catchingUp"] == false)
        #expect(json["members"]?.array?.first?["refusedBecause"] == "restored")
    }

    @Test func anEnclaveAloneIsItsOwnMember() throws {
        let view = status()
        fake.on(StatusRequest.self) { _, _ in .success(StatusAnswer(facts: [])) }
        fake.on(DomainStatusRequest.self) { _, _ in .success(view) }
        let json = try casemate("domain", "status", "--json").json
        #expect(json["members"]?.array?.map { $0["memberId"]?.string } == [a.description])
        #expect(json["members"]?.array?.first?["state"] == "open")
        #expect(try casemate("status", "--json").json["domainMembers"] == nil)
    }

    @Test func statusTellsWhoIsMissing() throws {
        let view = status(member(a, "a"), member(b, "b"), member(c, "c", heard: nil))
        fake.on(StatusRequest.self) { _, _ in .success(StatusAnswer(facts: [])) }
        fake.on(DomainStatusRequest.self) { _, _ in .success(view) }
        let json = try casemate("status", "--json").json
        #expect(json["domainMembers"] == "3" && json["domainLead"] == "b" && json["domainMissing"] == "c")
    }

    @Test func aPolicyTravelsAsItWasWritten() throws {
        let scratch = try ScratchDirectory()
        let key = try administrator(scratch)
        let text = #"{"version": 1, "anyMeasurement": true}"#
        fake.on(ChallengeRequest.self) { _, _ in .success(Blob([UInt8](repeating: 3, count: 32))) }
        fake.on(DomainPolicyPut.self) { _, _ in .success(Empty()) }
        let file = try scratch.file("policy.json", text)
        let run = try casemate(
            "domain", "policy", "set", file, "--name", "r1", "--admits-by-evidence", "--administrator-key", key)
        #expect(run.status == 0, "\(run)")
        let call = try #require(fake.calls.last)
        let sent = try DomainPolicyPut(decoding: call.body)
        #expect(sent == DomainPolicyPut(name: "r1", appraisal: Array(text.utf8), admitsByEvidence: true))
        #expect(call.isSealed && call.authorization?.signatures.count == 1)
    }

    @Test func aPolicyMaySayWhenMembersPromote() throws {
        let scratch = try ScratchDirectory()
        let key = try administrator(scratch)
        fake.on(ChallengeRequest.self) { _, _ in .success(Blob([UInt8](repeating: 3, count: 32))) }
        fake.on(DomainPolicyPut.self) { _, _ in .success(Empty()) }
        let file = try scratch.file("policy.json", #"{"version": 1, "anyMeasurement": true}"#)
        let run = try casemate(
            "domain", "policy", "set", file, "--name", "r1", "--promote-after", "30s", "--promote-quorum", "2",
            "--promote-candidate", "b", "--promote-proposed", "--administrator-key", key, "--json")
        #expect(try run.status == 0 && run.json["promotes"] == true, "\(run)")
        let sent = try DomainPolicyPut(decoding: #require(fake.calls.last).body)
        #expect(
            sent.promotion
                == AutomaticPromotion(
                    quorum: 2, copies: 1, after: 30_000, candidates: ["b"], waitsForProposal: true))
    }

    @Test(arguments: [("2", false), ("3", true)])
    func aQuorumThatIsNotThereIsSaid(_ quorum: String, _ isTooLarge: Bool) throws {
        let scratch = try ScratchDirectory()
        let view = status(member(a, "a"), member(b, "b"))
        fake.on(DomainStatusRequest.self) { _, _ in .success(view) }
        fake.on(DomainPolicyPut.self) { _, _ in .success(Empty()) }
        let run = try casemate(
            "domain", "policy", "set", scratch.file("p", #"{"version": 1, "anyMeasurement": true}"#), "--name", "r",
            "--promote-after", "30s", "--promote-quorum", quorum)
        #expect(run.status == 0 && run.output.contains("nobody is promoted") == isTooLarge, "\(run)")
    }

    @Test(arguments: [("version: 1\nanyMeasurement: true\n", "YAML"), (#"{"version": 2}"#, "version")])
    func whatIsNoPolicyIsNotSent(_ text: String, _ reason: String) throws {
        let scratch = try ScratchDirectory()
        let run = try casemate(
            "domain", "policy", "set", try scratch.file("p", text), "--name", "r", "--json")
        let error = try #require(try run.json["error"])
        #expect(error["code"] == "invalid-policy" && error["message"]?.string?.contains(reason) == true)
        #expect(fake.calls.isEmpty)
    }

    @Test func givingUpTwoNeedsAWord() throws {
        let view = status(member(a, "a"), member(b, "b"), member(c, "c"))
        fake.on(DomainStatusRequest.self) { _, _ in .success(view) }
        fake.on(DomainPromote.self) { _, _ in .success(view) }
        let refused = try casemate("domain", "promote", "--give-up", "b", "--give-up", c.description, "--json")
        #expect(try refused.json["error"]?["code"] == "may-lose-changes")
        #expect(fake.calls.allSatisfy { $0.operation != .domainPromote })
        let one = try casemate("domain", "promote", "--give-up", "b", "--json")
        #expect(try one.status == 0 && one.json["givenUp"] == .strings([b.description]))
        let both = try casemate("domain", "promote", "--give-up", "b", "--give-up", "c", "--accept-loss")
        #expect(both.status == 0, "\(both)")
        #expect(try DomainPromote(decoding: try #require(fake.calls.last).body).givenUp == [b, c])
    }

    @Test func membersAreMeantByNameOrId() throws {
        let view = status(member(a, "a"), member(b, "twin"), member(c, "twin"))
        fake.on(DomainStatusRequest.self) { _, _ in .success(view) }
        fake.on(DomainRemove.self) { _, _ in .success(view) }
        fake.on(StatusRequest.self) { _, _ in .success(StatusAnswer(facts: [StatusFact("domainKeyGeneration", "3")])) }
        #expect(try casemate("domain", "remove", "twin", "--json").json["error"]?["code"] == "ambiguous-member")
        #expect(try casemate("domain", "remove", "nobody", "--json").json["error"]?["code"] == "not-found")
        let removed = try casemate("domain", "remove", c.description, "--json").json
        #expect(removed["removed"]?.string == c.description && removed["domainKeyGeneration"]?.string == "3")
        let sent = try #require(fake.calls.last { $0.operation == .domainRemove })
        #expect(try DomainRemove(decoding: sent.body).member == c)
    }

    @Test func aNewKeySaysWhatItVoids() throws {
        fake.on(DomainRekey.self) { _, _ in .success(DomainKeyChanged(generation: 2, downtime: 1234)) }
        let run = try casemate("domain", "rekey", "--json")
        #expect(try run.json == ["domainKeyGeneration": 2, "downtimeMicroseconds": 1234])
        #expect(fake.calls.contains { $0.operation == .domainRekey })
        let text = try casemate("domain", "rekey").output
        #expect(text.contains("2nd time") && text.contains("1234 µs") && text.contains("void"), "\(text)")
    }

    @Test func watchWritesLinesIntoAPipe() throws {
        let view = status(member(a, "a"), member(b, "b", index: 30))
        fake.on(DomainStatusRequest.self) { _, _ in .success(view) }
        let run = try casemate("domain", "watch", "--count", "1")
        #expect(run.status == 0 && run.output.hasSuffix(" b=heard,lag:10 a=here,lag:0\n"), "\(run)")
        #expect(run.output.contains(" lead=b position=2.40 policy=release-1 confirming=2/2 "))
    }

    @Test func watchFailsWhenItsLastLookDid() throws {
        fake.stop()
        let run = try casemate("domain", "watch", "--count", "1")
        #expect(run.status == 1 && run.output.contains("No enclave answers"), "\(run)")
        #expect(run.output.contains("--enclave"), "it says what to do")
    }

    @Test func anAdministratorsKeyIsNamedWhereItIsNone() throws {
        let scratch = try ScratchDirectory()
        let file = try scratch.file("admin.pub", PEMFile.text([0x30, 0], PEMFile.publicKey))
        let error = try #require(try casemate("domain", "rekey", "--administrator-key", file, "--json").json["error"])
        #expect(error["code"] == "invalid-administrator-key" && error["message"]?.string?.hasPrefix(file) == true)
        #expect(fake.calls.isEmpty)
    }

    @Test func doctorNamesWhatIsWrong() throws {
        var expiring = member(c, "c", heard: nil)
        expiring.evidenceExpires = Timestamp.now + 86_400
        let view = DomainView(status(member(a, "a"), member(b, "b", index: 2, refused: "restored"), expiring))
        let found = DomainDiagnosis.all(view)
        #expect(found.map(\.id) == ["domain", "domain-member", "domain-member", "domain-evidence"])
        #expect(found.map(\.level) == [.ok, .error, .warning, .warning])
        #expect(DomainDiagnosis.all(DomainView(status(member(a, "a")))).isEmpty)
        #expect(view.worries.count == 3)
    }
}
