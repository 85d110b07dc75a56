import EnclaveProtocol
import Foundation
import Journal
import KeyOperations
import Synchronization
import Testing

@testable import EnclaveCore

@Suite("Domain: promotion by the policy")
struct DomainFailoverTests {
    @Test("Members whose lead is lost make the one that has most their lead; the old one comes back as a member")
    func lostLead() throws {
        let domain = try TestDomain(3)
        try domain.permitPromotion()
        try domain.make("confirmed", between: [0, 1])
        _ = try domain.lead.begin(KeyGenerate(key: .simple("orphan")), signedBy: domain.administrator)
        try domain.goOn(without: [0])
        let status = try domain[2].call(DomainStatusRequest())
        #expect(status.lead == (try domain[1].core.memberID))
        #expect(status.position.term == 2)
        #expect(status.members.count == 3)
        _ = try domain[2].call(KeySign.simple("confirmed"))
        try domain.make("after", between: [1, 2], on: 1)
        try domain.settle()
        #expect(try domain[0].call(DomainStatusRequest()).lead == domain[1].core.memberID)
        #expect(domain[0].refusal(of: KeyShow(key: .name("orphan"))) == .notFound)
        #expect(domain[0].refusal(of: KeyGenerate(key: .simple("stale"))) == .notLead)
        _ = try domain[0].call(KeySign.simple("after"))
        try domain.make("with-all", on: 1)
        #expect(try domain[1].audit().contains { $0.contains("domain-promote-by-policy") })
    }

    @Test("A lead that takes over the state of the one after it changes nothing meanwhile")
    func lostLeadTakingOver() throws {
        let domain = try TestDomain(3)
        try domain.permitPromotion()
        _ = try domain.lead.begin(KeyGenerate(key: .simple("orphan")), signedBy: domain.administrator)
        try domain.goOn(without: [0])
        try domain.make("after", between: [1, 2], on: 1)
        for _ in 0..<20 where try !domain[0].call(DomainStatusRequest()).isCatchingUp { _ = try? domain.exchange(0, 1) }
        #expect(try domain[0].call(DomainStatusRequest()).isCatchingUp)
        #expect(domain[0].refusal(of: KeyGenerate(key: .simple("meanwhile"))) == .notLead)
        try domain.settle()
        _ = try domain[0].call(KeySign.simple("after"))
        #expect(domain[0].refusal(of: KeyShow(key: .name("meanwhile"))) == .notFound)
    }

    @Test("Nobody is promoted without a policy that says so, while it is paused, or before its time")
    func conditions() throws {
        let domain = try TestDomain(3)
        try domain.goOn(without: [0])
        #expect(try domain.terms() == [1, 1, 1])
        for member in domain.members { member.clock.pass(seconds: 1) }
        try domain.settle()
        try domain.permitPromotion(isPaused: true)
        try domain.goOn(without: [0])
        #expect(try domain.terms() == [1, 1, 1])
        try domain.settle()
        try domain.permitPromotion()
        try domain.goOn(without: [0], for: 4)
        #expect(try domain.terms() == [1, 1, 1])
        #expect(domain[1].refusal(of: KeyGenerate(key: .simple("early"))) == .notLead)
        try domain.goOn(without: [0], for: 2)
        #expect(try domain.terms()[1...].max() == 2)
    }

    @Test("Without a quorum nobody stands, and nobody promises anything")
    func tooFew() throws {
        let domain = try TestDomain(5)
        try domain.permitPromotion(quorum: 3)
        try domain.goOn(without: [0, 1, 2])
        try domain.goOn(without: [0, 1, 2, 3])
        #expect(try domain.terms() == [1, 1, 1, 1, 1])
        #expect(try domain.promises() == [0, 0, 0, 0, 0])
        try domain.settle()
        try domain.make("later")
    }

    @Test("A member that hears the lead keeps it, whoever else does not")
    func oneCutLink() throws {
        let domain = try TestDomain(3)
        try domain.permitPromotion()
        for _ in 0..<20 {
            for member in domain.members { member.clock.pass(seconds: 1) }
            for (from, to) in [(0, 2), (2, 0), (1, 2), (2, 1)] { try domain.exchange(from, to) }
        }
        #expect(try domain.terms() == [1, 1, 1])
        #expect(try domain.promises() == [0, 0, 0])
        try domain.make("between-two", between: [0, 2])
    }

    @Test("With the policy a change is answered once most members have it; a lead with fewer refuses")
    func acknowledgement() throws {
        let domain = try TestDomain(5)
        try domain.permitPromotion(quorum: 3)
        let answer = try domain.lead.begin(KeyGenerate(key: .simple("a")), signedBy: domain.administrator)
        try domain.settle([0, 1], rounds: 4)
        #expect(try answer() == nil)
        try domain.settle([0, 2], rounds: 4)
        #expect(try answer()?.name == "a")
        domain.lead.clock.pass(seconds: 4)
        try domain.settle([0, 1], rounds: 4)
        #expect(domain.lead.refusal(of: KeyGenerate(key: .simple("b"))) == .unconfirmed)
    }

    @Test("A member that lacks a confirmed change is not promoted by one that has it")
    func behind() throws {
        let domain = try TestDomain(3)
        try domain.permitPromotion()
        try domain.make("only-at-1", between: [0, 1])
        domain[2].clock.pass(seconds: 30)
        for _ in 0..<5 { try domain.exchange(2, 1) }
        #expect(try domain.terms() == [1, 1, 1])
        domain[1].clock.pass(seconds: 30)
        for _ in 0..<5 { try domain.exchange(2, 1) }
        #expect(try domain.terms() == [1, 1, 1])
        try domain.goOn(without: [0])
        #expect(try domain[2].call(DomainStatusRequest()).lead == domain[1].core.memberID)
    }

    @Test("Only members that the policy names become lead")
    func candidates() throws {
        let domain = try TestDomain(3)
        try domain.permitPromotion(candidates: ["member-2"])
        try domain.goOn(without: [0])
        #expect(try domain[1].call(DomainStatusRequest()).lead == domain[2].core.memberID)
    }

    @Test(
        "Where the policy waits for a proposal, members stand when their hosts propose them, and only if without a lead"
    )
    func proposal() throws {
        let domain = try TestDomain(3)
        #expect(domain[1].refusal(of: DomainStand()) == .notAllowed)
        try domain.permitPromotion(waitsForProposal: true)
        _ = try domain[2].call(DomainStand())
        // A proposal counts for ten seconds, and the lead is there.
        for _ in 0..<12 {
            domain[2].clock.pass(seconds: 1)
            try domain.settle(rounds: 1)
        }
        #expect(try domain.terms() == [1, 1, 1])
        try domain.goOn(without: [0])
        #expect(try domain.terms() == [1, 1, 1])
        _ = try domain[2].call(DomainStand())
        try domain.settle([1, 2], rounds: 10)
        #expect(try domain[1].call(DomainStatusRequest()).lead == domain[2].core.memberID)
    }

    @Test("A lead takes a new term where a member promised one that never began")
    func strandedPromise() throws {
        let domain = try TestDomain(3)
        try domain.permitPromotion()
        // Member 2 promises itself to member 1, which is lost before it could begin.
        let (stranded, lost) = (try domain[2].core, try domain[1].core.memberID)
        try stranded.state.withLock { state in
            _ = try #require(try stranded.promise(2, to: lost, isSigned: false, in: &state))
        }
        try domain.settle([0, 2], rounds: 2)
        #expect(try domain[2].call(DomainStatusRequest()).position.term == 1)
        try domain.goOn(without: [1])
        #expect(try domain.terms() == [3, 1, 3])
        #expect(try domain[2].call(DomainStatusRequest()).lead == domain[0].core.memberID)
        try domain.settle()
        try domain.make("again")
    }

    @Test("A promise that an administrator asked for is not given again by the policy, until its term begins")
    func signedPromise() throws {
        let domain = try TestDomain(3)
        try domain.permitPromotion()
        _ = try domain[2].core.promise(2, to: domain[0].core.memberID)
        try domain[2].restart()
        try domain.goOn(without: [0])
        #expect(try domain.terms() == [1, 1, 1])
        try domain.promote(1, givingUp: [0], between: [1, 2])
        try domain.make("signed", between: [1, 2], on: 1)
    }

    @Test("The old lead goes on answering nothing while the others have another, and takes what it made back")
    func oldLead() throws {
        let domain = try TestDomain(3)
        try domain.permitPromotion()
        try domain.goOn(without: [0])
        let stale = try domain.lead.begin(KeyGenerate(key: .simple("twice")), signedBy: domain.administrator)
        #expect(Self.value(stale) == nil)
        let leader = try domain.leader([1, 2])
        let made = try domain.make("twice", between: [1, 2], on: leader)
        try domain.settle()
        #expect(Self.value(stale) == nil)
        #expect(try domain.lead.call(KeyShow(key: .name("twice"))).id == made.id)
    }

    @Test("A new domain key that only the lost lead had is none; the old lead takes back that of the others")
    func orphanedKey() throws {
        let domain = try TestDomain(3)
        try domain.permitPromotion()
        _ = try domain.lead.begin(DomainRekey(), signedBy: domain.administrator)
        try domain.goOn(without: [0])
        let leader = try domain.leader([1, 2])
        try domain.lead.core.finishKeyChange()
        try domain.settle()
        #expect(try domain[0].call(DomainStatusRequest()).lead == domain[leader].core.memberID)
        try domain.make("after", on: leader)
        _ = try domain[0].call(KeySign.simple("after"))
    }

    /// What was answered by now, if anything.
    private static func value(_ answer: () throws -> KeyInfo?) -> KeyInfo? {
        do { return try answer() } catch { return nil }
    }
}

extension TestDomain {
    /// Has the administrator sign the policy, and waits until all have it.
    func permitPromotion(
        quorum: UInt8 = 2, copies: UInt8 = 0, candidates: [String] = [], waitsForProposal: Bool = false,
        isPaused: Bool = false, on index: Int = 0
    ) throws {
        let promotion = AutomaticPromotion(
            quorum: quorum, copies: copies, after: 5_000, candidates: candidates, waitsForProposal: waitsForProposal,
            isPaused: isPaused)
        let answer = try self[index].begin(DomainPolicyPut.promoting(promotion), signedBy: administrator)
        try settle(rounds: 6)
        #expect(try answer() != nil)
    }

    /// Time passes everywhere, and all but those given speak to each other.
    func goOn(without lost: [Int], for seconds: Int = 16) throws {
        let rest = members.indices.filter { !lost.contains($0) }
        for _ in 0..<seconds {
            for member in members { member.clock.pass(seconds: 1) }
            try settle(rest, rounds: 1)
        }
        try settle(rest, rounds: 4)
    }

    /// The term each member is in.
    func terms() throws -> [UInt32] {
        try members.map { member in try member.core.state.withLock { state in state.domain.record?.term ?? 0 } }
    }

    /// The term each member has promised.
    func promises() throws -> [UInt32] {
        try members.map { member in try member.core.state.withLock { state in state.domain.own.promised } }
    }

    /// The place of the lead that members name.
    func leader(_ indices: [Int]) throws -> Int {
        let lead = try self[indices[0]].call(DomainStatusRequest()).lead
        return try #require(try indices.first { try self[$0].core.memberID == lead })
    }
}

extension DomainPolicyPut {
    static func promoting(_ promotion: AutomaticPromotion?) -> DomainPolicyPut {
        let appraisal = #"{"version": 1, "measurements": [{"name": "a", "isvSvn": 1}]}"#
        return DomainPolicyPut(
            name: "release-1", appraisal: Array(appraisal.utf8), admitsByEvidence: false, promotion: promotion)
    }
}
