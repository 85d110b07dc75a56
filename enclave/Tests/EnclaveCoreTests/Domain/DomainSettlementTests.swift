import EnclaveProtocol
import Journal
import Synchronization
import Testing

@testable import EnclaveCore

@Suite("Domain: changes of members and policy beside promotion")
struct DomainSettlementTests {
    @Test("Members are changed one by one, each confirmed by most before the next")
    func oneByOne() throws {
        let domain = try TestDomain(3)
        try domain.permitPromotion()
        try domain.admit("fourth")
        #expect(throws: Refusal.self) { try domain.admit("fifth") }
        // Three of four have it.
        try domain.settle([0, 1, 2], rounds: 6)
        try domain.admit("fifth")
        try domain.settle()
        #expect(try domain[4].call(DomainStatusRequest()).members.count == 5)
        // Two of five are no quorum any more, whatever the policy says of three.
        try domain.goOn(without: [0, 3, 4])
        #expect(try domain.terms().max() == 1)
        try domain.goOn(without: [0, 3])
        #expect(try domain.terms().max() == 2)
    }

    @Test("A lead that started again does not know what is confirmed, and asks first")
    func restartedLead() throws {
        let domain = try TestDomain(3)
        try domain.permitPromotion()
        try domain.admit("fourth")
        try domain.lead.restart()
        domain.lead.clock.pass(seconds: 1)
        #expect(throws: Refusal.self) { try domain.admit("fifth") }
        try domain.settle([0, 1, 2], rounds: 6)
        try domain.admit("fifth")
    }

    @Test("A removed member is in no quorum, and the rest go on")
    func removal() throws {
        let domain = try TestDomain(4)
        try domain.permitPromotion(quorum: 3)
        let answer = try domain.lead.begin(
            DomainRemove(member: domain[3].core.memberID), signedBy: domain.administrator)
        try domain.settle([0, 1, 2], rounds: 6)
        #expect(try answer()?.members.count == 3)
        try domain.permitPromotionAmong([0, 1, 2])
        try domain.goOn(without: [0, 1])
        #expect(try domain.terms().max() == 1)
        try domain.goOn(without: [0])
        #expect(try domain.terms()[1...2].max() == 2)
    }

    @Test("A member that missed the admission of the new lead is told of it by others")
    func unknownLead() throws {
        let domain = try TestDomain(4)
        try domain.permitPromotion(quorum: 3, candidates: ["fifth"])
        try domain.admit("fifth")
        try domain.settle([0, 1, 3, 4], rounds: 8)
        try domain.goOn(without: [0, 2])
        let lead = try domain[4].core.memberID
        #expect(try domain[1].call(DomainStatusRequest()).lead == lead)
        #expect(try domain[2].call(DomainStatusRequest()).members.count == 4)
        try domain.settle([1, 2, 3, 4])
        let status = try domain[2].call(DomainStatusRequest())
        #expect(status.lead == lead && status.members.count == 5)
    }

    @Test("The policy goes only after it was paused; a quorum is more than half; the time is not shorter than a breath")
    func policies() throws {
        let domain = try TestDomain(4)
        let signers = [domain.administrator]
        func code(_ promotion: AutomaticPromotion?) -> Refusal.Code? {
            domain.lead.refusal(of: DomainPolicyPut.promoting(promotion), signedByAll: signers)
        }
        #expect(code(AutomaticPromotion(quorum: 2, copies: 0, after: 5_000)) == .invalidArgument)
        #expect(code(AutomaticPromotion(quorum: 3, copies: 0, after: 2_999)) == .invalidArgument)
        let noName = AutomaticPromotion(quorum: 3, copies: 0, after: 5_000, candidates: ["no name"])
        #expect(code(noName) == .invalidArgument)
        #expect(code(AutomaticPromotion(quorum: 3, copies: 3, after: 5_000)) == .invalidArgument)
        try domain.permitPromotion(quorum: 3)
        #expect(code(nil) == .invalidArgument)
        try domain.permitPromotion(quorum: 3, isPaused: true)
        let answer = try domain.lead.begin(DomainPolicyPut.promoting(nil), signedBy: domain.administrator)
        try domain.settle(rounds: 6)
        #expect(try answer() != nil)
        // Two copies are enough again.
        try domain.make("two", between: [0, 1])
    }

    @Test("A change waits for one more than half, for a copy of a member may be among those that have it")
    func copies() throws {
        let domain = try TestDomain(5)
        try domain.permitPromotion(quorum: 3, copies: 1)
        _ = try domain.lead.begin(KeyGenerate(key: .simple("borne")), signedBy: domain.administrator)
        let original = domain[1]
        try domain.runCopy(of: 1)
        try domain.replace(1, by: #require(domain.members.last))
        try domain.settle([0, 1, 2], rounds: 6)
        #expect(try domain.unconfirmed() == 1)
        try domain.settle([0, 1, 2, 3], rounds: 6)
        #expect(try domain.unconfirmed() == 0)
        // The original lacks the change. It and those that do, too, are too few to promote one of themselves; who has it
        // refuses the original.
        domain.replace(1, by: original)
        for lost in [[0, 2, 3], [0, 3], [0]] {
            try domain.goOn(without: lost)
            #expect(try domain.terms().max() == 1)
        }
        try domain.settle([0, 2, 3, 4])
        _ = try domain[4].call(KeySign.simple("borne"))
    }

    @Test("An admission is confirmed without the new member, which gets nothing before; what comes after is not")
    func admissionWithCopies() throws {
        let domain = try TestDomain(3)
        try domain.permitPromotion(copies: 1)
        try domain.admit("fourth")
        try domain.settle([0, 1], rounds: 6)
        #expect(try domain.unconfirmed() == 1)
        try domain.settle([0, 1, 2], rounds: 6)
        #expect(try domain.unconfirmed() == 0)
        #expect(domain.lead.refusal(of: KeyGenerate(key: .simple("early"))) == .unconfirmed)
        try domain.settle()
        try domain.make("with-all-four")
    }

    @Test("The policy is still there after a restart, and at a member that took it over")
    func kept() throws {
        let domain = try TestDomain(3)
        try domain.permitPromotion()
        for member in domain.members { try member.restart() }
        for member in domain.members {
            #expect(try member.core.state.withLock { $0.domain.promotion?.quorum } == 2)
        }
    }

    @Test("The first change of a term is not taken behind another end than it names, nor any of an older term")
    func firstOfATerm() throws {
        let domain = try TestDomain(2)
        let (member, lead) = (try domain[1].core, try domain[0].core.memberID)
        let position = member.state.withLock { $0.domain.own.position }
        func founding(behind end: DomainNumber) -> SharedChange {
            let record = DomainRecord(term: 2, lead: lead, ended: [.init(lead: lead, last: end)])
            return SharedChange(
                DomainNumber(term: 2, index: 0), lead: lead,
                AuditEvent(domain: "domain-promote", name: "term 2", detail: ""),
                [Mutation(RecordKind.domain.only, record.encoded)])
        }
        #expect(throws: Refusal.self) { try member.adopt(founding(behind: position.next), of: 2) }
        // Promised meanwhile: a reply that was on its way brings no change of an older term.
        _ = try member.promise(3, to: lead)
        #expect(throws: Refusal.self) { try member.adopt(founding(behind: position), of: 2) }
        #expect(try member.adopt(founding(behind: position), of: 3) > 0)
    }

    @Test("A lead that lost all others goes on when an administrator gives them up at it")
    func allOthersLost() throws {
        let domain = try TestDomain(3)
        try domain.permitPromotion()
        domain.lead.clock.pass(seconds: 4)
        #expect(domain.lead.refusal(of: KeyGenerate(key: .simple("a"))) == .unconfirmed)
        try domain.promote(0, givingUp: [1, 2], between: [0])
        _ = try domain.lead.call(KeyGenerate(key: .simple("a")))
    }
}

extension TestDomain {
    /// Changes of the lead that too few have.
    fileprivate func unconfirmed() throws -> Int { try lead.core.state.withLock { $0.domain.unconfirmed.count } }

    /// The policy for three that are left.
    fileprivate func permitPromotionAmong(_ rest: [Int]) throws {
        let answer = try lead.begin(
            DomainPolicyPut.promoting(AutomaticPromotion(quorum: 2, copies: 0, after: 5_000)), signedBy: administrator)
        try settle(rest, rounds: 6)
        #expect(try answer() != nil)
    }
}
