import EnclaveProtocol
import Foundation
import Journal
import Testing

@testable import EnclaveCore

@Suite("Domain: promotion")
struct DomainPromotionTests {
    @Test("When the lead is lost, a promoted member goes on with everything that was confirmed")
    func lostLead() throws {
        let domain = try TestDomain(3)
        try domain.make("confirmed", between: [0, 1])
        try domain.promote(1, givingUp: [0], between: [1, 2])
        let status = try domain[2].call(DomainStatusRequest())
        #expect(status.lead == (try domain[1].core.memberID))
        #expect(status.position.term == 2)
        #expect(status.members.count == 2)
        _ = try domain[2].call(KeySign.simple("confirmed"))
        try domain.make("after", between: [1, 2], on: 1)
        _ = try domain[2].call(KeySign.simple("after"))
        // What was given up comes back: nobody speaks to it.
        try domain.settle()
        #expect(try domain.lead.call(DomainStatusRequest()).position.term == 1)
        #expect(domain.lead.refusal(of: KeyGenerate(key: .simple("late"))) == .unconfirmed)
    }

    @Test("A member that is behind is not promoted over one that is ahead")
    func behind() throws {
        let domain = try TestDomain(3)
        try domain.make("only-at-1", between: [0, 1])
        let answer = try domain[2].begin(
            DomainPromote(givenUp: [domain.lead.core.memberID]), signedBy: domain.administrator)
        try domain.settle([1, 2], rounds: 6)
        #expect(try answer() == nil)
        domain[2].clock.pass(seconds: 16)
        #expect { _ = try answer() } throws: { ($0 as? Refusal)?.message.contains("at 1.") == true }
        try domain.promote(1, givingUp: [0], between: [1, 2])
        try domain.settle([1, 2])
        _ = try domain[2].call(KeySign.simple("only-at-1"))
    }

    @Test("A planned hand-over takes along what the lead made and nobody had yet")
    func handOver() throws {
        let domain = try TestDomain(2)
        let unconfirmed = try domain.lead.begin(KeyGenerate(key: .simple("fresh")), signedBy: domain.administrator)
        try domain.promote(1, givingUp: [], between: [0, 1])
        _ = try domain[1].call(KeySign.simple("fresh"))
        _ = try? unconfirmed()
        #expect(domain.lead.refusal(of: KeyGenerate(key: .simple("not-here"))) == .notLead)
        try domain.make("there", on: 1)
        _ = try domain.lead.call(KeySign.simple("there"))
    }

    @Test("Who wants the term after one that it has not heard of takes that over first")
    func oneAfterAnother() throws {
        let domain = try TestDomain(3)
        let first = try domain[1].begin(DomainPromote(givenUp: []), signedBy: domain.administrator)
        for _ in 0..<4 { for other in [0, 2] { try domain.exchange(1, other) } }
        _ = try first()
        let second = try domain[2].begin(DomainPromote(givenUp: []), signedBy: domain.administrator)
        for _ in 0..<8 where try second() == nil { try domain.settle(rounds: 2) }
        try domain.settle()
        for member in domain.members {
            let status = try member.call(DomainStatusRequest())
            #expect(status.lead == (try domain[2].core.memberID))
            #expect(status.position.term == 3)
        }
        try domain.make("after", on: 2)
    }

    @Test("A change that nobody confirmed before its lead was given up is not taken for one of the new term")
    func orphan() throws {
        let domain = try TestDomain(3)
        _ = try domain.lead.begin(KeyGenerate(key: .simple("orphan")), signedBy: domain.administrator)
        try domain.promote(1, givingUp: [0], between: [1, 2])
        #expect(domain[1].refusal(of: KeyShow(key: .name("orphan"))) == .notFound)
        try domain.make("orphan", between: [1, 2], on: 1)
        #expect(domain.lead.refusal(of: KeyShow(key: .name("orphan"))) == nil)
    }

    @Test("A promotion needs an administrator, and everyone who is not given up")
    func conditions() throws {
        let domain = try TestDomain(3)
        #expect(domain[1].refusal(of: DomainPromote(givenUp: [])) == .authorizationRequired)
        let answer = try domain[1].begin(DomainPromote(givenUp: []), signedBy: domain.administrator)
        try domain.settle([0, 1], rounds: 6)
        #expect(try answer() == nil)
        domain[1].clock.pass(seconds: 16)
        #expect { _ = try answer() } throws: { ($0 as? Refusal)?.message.contains("member-2") == true }
    }

    @Test("A promotion that failed while the lead was away leaves it without followers, until it is promoted again")
    func failedWithoutLead() throws {
        let domain = try TestDomain(3)
        #expect { try domain.promote(0, givingUp: [], between: [0, 1, 2]) } throws: {
            ($0 as? Refusal)?.message == "this member leads already"
        }
        let failed = try domain[1].begin(DomainPromote(givenUp: []), signedBy: domain.administrator)
        try domain.settle([1, 2], rounds: 6)
        domain[1].clock.pass(seconds: 16)
        #expect { _ = try failed() } throws: { ($0 as? Refusal)?.remedy.contains("confirms no change") == true }
        try domain.settle()
        let change = try domain.lead.begin(KeyGenerate(key: .simple("waits")), signedBy: domain.administrator)
        try domain.settle(rounds: 4)
        domain.lead.clock.pass(seconds: 6)
        #expect { _ = try change() } throws: { ($0 as? Refusal)?.remedy.contains("`casemate domain promote`") == true }
        try domain.promote(0, givingUp: [], between: [0, 1, 2])
        try domain.settle()
        #expect(try domain.terms() == [3, 3, 3])
        _ = try domain[2].call(KeySign.simple("waits"))
        try domain.make("after")
    }

    @Test("Of two that want to begin the same term at once, at most one does")
    func rivals() throws {
        let domain = try TestDomain(3)
        let first = try domain[1].begin(DomainPromote(givenUp: []), signedBy: domain.administrator)
        let second = try domain[2].begin(DomainPromote(givenUp: []), signedBy: domain.administrator)
        try domain.settle(rounds: 8)
        #expect([try? first(), try? second()].count { $0 != nil } <= 1)
        for member in [1, 2] { domain[member].clock.pass(seconds: 16) }
        _ = (try? first(), try? second())
        try domain.promote(2, givingUp: [], between: [0, 1, 2])
        try domain.settle()
        let leads = try (0..<3).map { try domain[$0].call(DomainStatusRequest()).lead }
        #expect(Set(leads).count == 1)
        let founded = try (0..<3).flatMap { try domain[$0].audit() }.filter { $0.contains(".0\",\"lead\"") }
        for term in 1...4 {
            let digests = founded.filter { $0.contains("\"number\":\"\(term).0\"") }.compactMap {
                $0.split(separator: "digest").last
            }
            #expect(Set(digests.map { $0.prefix(70) }).count <= 1, "term \(term)")
        }
    }

    @Test("Who promised a newer term to another neither begins its own nor takes what the old lead still makes")
    func overtaken() throws {
        let domain = try TestDomain(3)
        let lost = [try domain.lead.core.memberID]
        let overtaken = try domain[1].begin(DomainPromote(givenUp: lost), signedBy: domain.administrator)
        let winner = try domain[2].begin(DomainPromote(givenUp: lost), signedBy: domain.administrator)
        // The second promotion's term is as high as the first one's; the third is higher.
        try domain.settle([1, 2], rounds: 4)
        #expect((try? winner()) == nil)
        domain[2].clock.pass(seconds: 16)
        #expect(throws: Refusal.self) { try winner() }
        let again = try domain[2].begin(DomainPromote(givenUp: lost), signedBy: domain.administrator)
        try domain.exchange(2, 1)
        let position = try domain[1].call(DomainStatusRequest()).position
        _ = try domain.lead.begin(KeyGenerate(key: .simple("late")), signedBy: domain.administrator)
        try domain.settle([0, 1], rounds: 4)
        #expect(try domain[1].call(DomainStatusRequest()).position == position)
        #expect(throws: Refusal.self) { try overtaken() }
        try domain.settle([1, 2], rounds: 4)
        _ = try again()
        try domain[2].core.journal.flush()
        #expect(try again()?.lead == domain[2].core.memberID)
    }

    @Test("A removed member is spoken to no more")
    func removal() throws {
        let domain = try TestDomain(3)
        let gone = try domain[2].core.memberID
        let answer = try domain.lead.begin(DomainRemove(member: gone), signedBy: domain.administrator)
        try domain.settle([0, 1], rounds: 6)
        #expect(try answer()?.members.count == 2)
        try domain.make("later", between: [0, 1])
        try domain.settle()
        #expect(domain[2].refusal(of: KeyShow(key: .name("later"))) == .notFound)
    }
}

extension TestDomain {
    func promote(_ index: Int, givingUp lost: [Int], between reachable: [Int]) throws {
        let ids = try lost.map { try members[$0].core.memberID }
        let answer = try members[index].begin(DomainPromote(givenUp: ids), signedBy: administrator)
        for _ in 0..<4 {
            try settle(reachable, rounds: 4)
            if try answer() != nil { break }
            try members[index].core.journal.flush()
        }
        #expect(try answer() != nil)
        try settle(reachable, rounds: 6)
    }
}
