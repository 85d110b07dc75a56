import EnclaveClient
import EnclaveProtocol
import FakeEnclave
import Testing

@testable import CasemateCommands

/// What commands write of the rules for promotion, of who confirms a change, and of promised terms.
@Suite("Domain commands: promotion", .timeLimit(.minutes(2)))
struct DomainPromotionViewTests {
    private let a = Identifier(high: 0, low: 0xa)
    private let b = Identifier(high: 0, low: 0xb)
    private let c = Identifier(high: 0, low: 0xc)

    /// A domain of three whose lead answers; c was heard so many milliseconds ago.
    private func status(_ promotion: AutomaticPromotion? = nil, heard: UInt64 = 20) -> DomainStatus {
        let members = [(a, "a", 0), (b, "b", heard), (c, "c", heard)].map { id, name, heard in
            MemberStatus(
                id: id, name: name, measurement: "", evidenceExpires: 0, admitted: 0, lastHeard: heard,
                position: DomainNumber(term: 2, index: 4), refusedBecause: "")
        }
        return DomainStatus(
            domainID: a, memberID: a, lead: a, position: DomainNumber(term: 2, index: 4), isCatchingUp: false,
            members: members, policyName: "release-1", promotion: promotion, confirmations: 2,
            confirming: heard > 3_000 ? 1 : 3)
    }

    private func found(_ status: DomainStatus) -> [Diagnosis] { DomainDiagnosis.promotion(DomainView(status)) }

    private static let twoOfThree = AutomaticPromotion(quorum: 2, copies: 0, after: 30_000)

    @Test func theRulesAreThereForScriptsAndPeople() throws {
        let fake = try FakeEnclave()
        let promotion = AutomaticPromotion(
            quorum: 1, copies: 1, after: 90_000, candidates: ["b"], waitsForProposal: true)
        var view = status(promotion)
        view.promise = OpenPromise(term: 3, candidate: b, isSigned: true, age: 5_000)
        view.members[2].promised = 3
        let answer = view
        fake.on(StatusRequest.self) { _, _ in .success(StatusAnswer(facts: [])) }
        fake.on(DomainStatusRequest.self) { _, _ in .success(answer) }
        let environment = ["CASEMATE_ENCLAVE": fake.address]
        let json = try CommandProcess.run(["domain", "status", "--json"], environment: environment).json
        #expect(json["policy"] == "release-1" && json["confirmations"] == 2 && json["confirming"] == 3)
        #expect(
            json["promotion"] == [
                "after": "90s", "candidates": ["b"], "copies": 1, "needed": 2, "paused": false, "proposed": true,
                "quorum": 1,
            ])
        #expect(
            json["promise"] == [
                "ageMilliseconds": 5000, "candidate": .string(b.description), "signed": true, "term": 3,
            ])
        #expect(json["members"]?.array?.map { $0["promised"] } == [3, .null, 3])
        let text = try CommandProcess.run(["domain", "status"], environment: environment).output
        for words in [
            "b that its host proposes becomes lead when at least 1 were without one for 90s, 1 copied member borne; it takes 2 of 3 members by now",
            "2 of 3 members must have a change; 3 would take one now",
            "term 3 to b since 5s, for an administrator", "heard 20 ms ago, promised term 3",
        ] { #expect(text.contains(words), "\(text)") }
    }

    @Test func withoutRulesOrPromisesThatIsSaid() {
        let view = DomainView(status())
        #expect(view.json["promotion"] == .null && view.json["promise"] == .null)
        #expect(view.promotionSummary.map(\.1).first == "an administrator signs for each")
        #expect(view.promotionSummary.map(\.1).last == "none is open")
        #expect(found(view.status).isEmpty)
        #expect(view.line.hasSuffix(" policy=release-1 confirming=3/2 a=here,lag:0 b=heard,lag:0 c=heard,lag:0"))
    }

    @Test func aLeadThatNobodyConfirmsIsAWarning() {
        #expect(found(status(heard: 4_000)).map(\.id) == ["domain-confirmation"])
        var member = status(heard: 4_000)
        member.lead = b
        #expect(found(member).isEmpty)
    }

    @Test func aPolicyThatCanPromoteNobodyIsAWarning() {
        let lost = found(status(Self.twoOfThree, heard: 20_000))
        #expect(lost.map(\.id) == ["domain-confirmation", "domain-promotion"])
        #expect(lost.allSatisfy { $0.level == .warning && !$0.remedy.isEmpty })
        #expect(lost.last?.message.contains("it takes 2 of 3 members, and 1 in touch") == true)
        #expect(found(status(Self.twoOfThree)).isEmpty)
        var paused = Self.twoOfThree
        paused.isPaused = true
        #expect(DomainView(status(paused, heard: 20_000)).promotionObstacle == nil)
        let gone = found(status(AutomaticPromotion(quorum: 2, copies: 0, after: 30_000, candidates: ["x", "y"])))
        #expect(gone.first?.message == "The policy can make no member lead: of its candidates none is in touch: x, y.")
    }

    @Test func aPromiseOpenForAMinuteIsAWarning() {
        var view = status()
        view.promise = OpenPromise(term: 3, candidate: c, isSigned: false, age: 60_000)
        #expect(found(view).isEmpty)
        view.promise = OpenPromise(term: 3, candidate: c, isSigned: true, age: 61_000)
        #expect(found(view).map(\.id) == ["domain-promise"])
        #expect(
            found(view).first?.message
                == "A promised term has not begun: term 3 to c since 61s, for an administrator.")
        #expect(DomainView(view).worries == found(view).map(\.message))
    }

    @Test func whatAnotherPromisedIsOpenUntilAnyoneBeganIt() {
        var view = status()
        view.members[1].promised = 3
        #expect(DomainView(view).openTerm(of: view.members[1]) == 3)
        let diagnoses = DomainDiagnosis.all(DomainView(view))
        #expect(diagnoses.contains { $0.message.hasSuffix("promised term 3, which has not begun.") })
        #expect(DomainView(view).line.contains("b=heard,lag:0,promised:3 "))
        view.members[2].position = DomainNumber(term: 3, index: 0)
        #expect(DomainView(view).openTerm(of: view.members[1]) == nil)
    }
}
