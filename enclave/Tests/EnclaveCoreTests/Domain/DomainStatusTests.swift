import EnclaveProtocol
import Journal
import Synchronization
import Testing

@testable import EnclaveCore

@Suite("Domain: what a member says of promotion")
struct DomainStatusTests {
    @Test("An enclave that met nobody confirms its changes itself")
    func alone() throws {
        let status = try TestEnclave(development: true).call(DomainStatusRequest())
        #expect(status.confirmations == 1 && status.confirming == 1)
        #expect(status.promotion == nil && status.promise == nil)
    }

    @Test("Every member names the policy in force, and how many must have a change")
    func policy() throws {
        let domain = try TestDomain(5)
        #expect(try domain.statuses().map(\.confirmations) == [2, 2, 2, 2, 2])
        try domain.permitPromotion(quorum: 4, candidates: ["member-1"], waitsForProposal: true)
        for status in try domain.statuses() {
            #expect(status.policyName == "release-1")
            #expect(
                status.promotion
                    == AutomaticPromotion(
                        quorum: 4, copies: 0, after: 5_000, candidates: ["member-1"], waitsForProposal: true))
            #expect(status.confirmations == 3)
        }
    }

    @Test("Who was not heard of lately, takes over or promised a later term takes no change now")
    func confirming() throws {
        var domain = DomainState()
        domain.record = DomainRecord(term: 4, lead: .random(), ended: [])
        let chain = try #require(Hash256([UInt8](repeating: 0, count: 32)))
        let others = (0..<4).map { _ in Identifier.random() }
        for id in others {
            domain.members[id] = MemberRecord(
                id: id, name: "member", identityKey: [], measurement: "", evidenceExpires: 0, admitted: 0)
            let remembered = PeerRecord(incarnation: .random(), point: .init(record: 1, chain: chain))
            domain.contacts[id] = .init(remembered: remembered, heard: 10_000, promised: 4)
        }
        #expect(domain.confirming(at: 10_000) == 5)
        domain.contacts[others[0]]?.promised = 5
        #expect(domain.confirming(at: 10_000) == 4)
        domain.contacts[others[1]]?.isCatchingUp = true
        #expect(domain.confirming(at: 10_000) == 3)
        domain.contacts[others[2]]?.heard = 6_999
        #expect(domain.confirming(at: 10_000) == 2)
        domain.members[others[3]] = nil
        #expect(domain.confirming(at: 10_000) == 1)
        domain.own.promised = 5
        #expect(domain.confirming(at: 10_000) == 0)
    }

    @Test("A promise is open until its term begins: to whom, for whom, since when; the others see the term")
    func promise() throws {
        let domain = try TestDomain(3)
        let (candidate, holder) = (try domain[1].core.memberID, try domain[2].core.memberID)
        _ = try domain[2].core.promise(2, to: candidate)
        domain[2].clock.pass(seconds: 7)
        #expect(
            try domain.status(2).promise == OpenPromise(term: 2, candidate: candidate, isSigned: true, age: 7_000))
        try domain[2].restart()
        domain[2].clock.pass(seconds: 2)
        #expect(
            try domain.status(2).promise == OpenPromise(term: 2, candidate: candidate, isSigned: true, age: 2_000))
        try domain.settle()
        #expect(try domain.status(0).members.first { $0.id == holder }?.promised == 2)
        #expect(try domain.status(0).promise == nil)
        try domain.promote(1, givingUp: [], between: [0, 1, 2])
        try domain.settle()
        #expect(try domain.statuses().map(\.promise) == [nil, nil, nil])
        #expect(try domain.statuses().map(\.position.term) == [3, 3, 3])
    }

    @Test("A promise by the policy says so")
    func promiseByPolicy() throws {
        let domain = try TestDomain(3)
        let (member, candidate) = (try domain[2].core, try domain[1].core.memberID)
        try member.state.withLock { state in
            _ = try #require(try member.promise(2, to: candidate, isSigned: false, in: &state))
        }
        #expect(try domain.status(2).promise == OpenPromise(term: 2, candidate: candidate, isSigned: false, age: 0))
    }
}

extension TestDomain {
    fileprivate func status(_ index: Int) throws -> DomainStatus { try self[index].call(DomainStatusRequest()) }
    fileprivate func statuses() throws -> [DomainStatus] { try members.indices.map(status) }
}
