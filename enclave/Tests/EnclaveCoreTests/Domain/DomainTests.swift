import EnclaveProtocol
import Foundation
import Testing

@testable import EnclaveCore

@Suite("Domain")
struct DomainTests {
    @Test("A key made on the lead signs on every member, under the same id")
    func replication() throws {
        let domain = try TestDomain(3)
        let made = try domain.make("shared")
        try domain.settle()
        for member in domain.members {
            #expect(try member.call(KeyShow(key: .name("shared"))).id == made.id)
            _ = try member.call(KeySign.simple("shared"))
        }
    }

    @Test("A shared change is refused at a member that does not lead; a key of its own is not")
    func onlyTheLead() throws {
        let domain = try TestDomain(2)
        #expect(domain[1].refusal(of: KeyGenerate(key: .simple("elsewhere"))) == .notLead)
        var own = KeyTemplate.simple("own")
        own.replication = .thisEnclave
        _ = try domain[1].call(KeyGenerate(key: own))
        try domain.settle()
        #expect(domain.lead.refusal(of: KeyShow(key: .name("own"))) == .notFound)
        #expect(try domain[1].call(KeyShow(key: .name("own"))).name == "own")
    }

    @Test("The lead does not answer a change that nobody else has, and refuses more while nobody is in reach")
    func confirmation() throws {
        let domain = try TestDomain(2)
        let answer = try domain.lead.begin(KeyGenerate(key: .simple("a")), signedBy: domain.lead.administrator)
        #expect(try answer() == nil)
        try domain.settle()
        #expect(try answer()?.name == "a")
        domain.lead.clock.pass(seconds: 4)
        #expect(domain.lead.refusal(of: KeyGenerate(key: .simple("b"))) == .unconfirmed)
    }

    @Test("A member that was away takes over what changed, also what is gone and what a new lead does not remember")
    func catchingUp() throws {
        let domain = try TestDomain(3)
        try domain.make("before")
        try domain.settle()
        for index in 0..<5 { try domain.make("away-\(index)", between: [0, 1]) }
        try domain.lead.restart()
        try domain.settle()
        let third = try domain[2].call(DomainStatusRequest())
        #expect(third.position == (try domain.lead.call(DomainStatusRequest())).position)
        #expect(!third.isCatchingUp)
        _ = try domain[2].call(KeySign.simple("away-4"))
        let digests = try domain.members.map { Set(try $0.core.stateDigests()) }
        #expect(digests[0] == digests[1] && digests[1] == digests[2])
    }

    @Test("A member's own key makes room for the domain's key of its name")
    func names() throws {
        let domain = try TestDomain(2)
        var own = KeyTemplate.simple("same")
        own.replication = .thisEnclave
        let local = try domain[1].call(KeyGenerate(key: own))
        let shared = try domain.make("same")
        #expect(try domain[1].call(KeyShow(key: .name("same"))).id == shared.id)
        let moved = try domain[1].call(KeyShow(key: .id(local.id))).name
        #expect(moved.hasPrefix("same-"))
        #expect(try domain[1].call(KeyShow(key: .name(moved))).id == local.id)
    }

    @Test("When all others are lost for good, their removal lets the lead go on")
    func removalOfTheLost() throws {
        let domain = try TestDomain(2)
        domain.lead.clock.pass(seconds: 4)
        #expect(domain.lead.refusal(of: KeyGenerate(key: .simple("a"))) == .unconfirmed)
        _ = try domain.lead.call(DomainRemove(member: domain[1].core.memberID), signedBy: domain.administrator)
        _ = try domain.lead.call(KeyGenerate(key: .simple("a")))
    }

    @Test("Members restart where they were and go on")
    func restarts() throws {
        let domain = try TestDomain(2)
        try domain.make("first")
        try domain[1].restart()
        try domain.lead.restart()
        try domain.settle()
        try domain.make("second")
        _ = try domain[1].call(KeySign.simple("second"))
    }
}

extension TestDomain {
    /// A key made on the lead and confirmed by whoever is in reach.
    @discardableResult
    func make(_ name: String, between reachable: [Int]? = nil, on index: Int = 0) throws -> KeyInfo {
        let maker = members[index]
        let answer = try maker.begin(KeyGenerate(key: .simple(name)), signedBy: administrator)
        try settle(reachable, rounds: 6)
        return try #require(try answer())
    }
}

extension KeySign {
    static func simple(_ name: String) -> KeySign {
        KeySign(key: .name(name), scheme: .ecdsa, hash: .sha256, isDigest: false, input: Array("text".utf8))
    }
}
