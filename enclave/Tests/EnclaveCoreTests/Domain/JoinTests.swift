import EnclaveProtocol
import Foundation
import Journal
import KeyOperations
import Testing

@testable import EnclaveCore
@testable import TEESoftware

/// Real software evidence on both sides, appraised by both.
@Suite("Joining a domain")
struct JoinTests {
    @Test func makesAMemberWithTheDomainKeyAndKeysOfItsOwn() throws {
        let domain = try DomainFixture()
        try domain.put(domain.policy())
        let second = try domain.join(domain.joiner())
        let (lead, member) = (try domain.lead.core, try second.core)
        #expect(member.instanceID == lead.instanceID && member.memberID != lead.memberID)
        #expect(member.domainKey.bytes == lead.domainKey.bytes)
        #expect(member.instance.identityKey != lead.instance.identityKey)
        #expect(member.instance.sessionKey != lead.instance.sessionKey)
        #expect(member.instance.importKey != lead.instance.importKey)
        #expect(!member.instance.isDevelopment)
        let position = try #require(try member.read(RecordKind.position.only))
        #expect(try PositionRecord(decoding: position) == PositionRecord(isCatchingUp: true))
    }

    @Test func bothSidesKnowBothMembersAndTheLead() throws {
        let domain = try DomainFixture()
        try domain.put(domain.policy())
        let second = try domain.join(domain.joiner())
        let members = try domain.members(of: domain.lead)
        #expect(try domain.members(of: second) == members)
        #expect(members.map(\.name) == ["founder", "second"])
        let measurement = "software " + String(repeating: "4d", count: 32)
        #expect(members.map(\.measurement) == [measurement, measurement])
        #expect(try members.map(\.id) == [domain.lead.core.memberID, second.core.memberID])
        for (member, enclave) in zip(members, [domain.lead, second]) {
            #expect(try member.identityKey == enclave.core.identityKey().publicKeySPKI)
        }
        #expect(members[1].evidenceExpires > members[1].admitted)
        for enclave in [domain.lead, second] {
            let record = try DomainRecord(decoding: #require(try enclave.core.read(RecordKind.domain.only)))
            #expect(try record == DomainRecord(term: 1, lead: domain.lead.core.memberID, ended: []))
        }
    }

    @Test func bothAuditsNameTheOther() throws {
        let domain = try DomainFixture()
        try domain.put(domain.policy())
        let second = try domain.join(domain.joiner())
        let measurement = "software " + String(repeating: "4d", count: 32)
        let admitted = try #require(try domain.lead.audit().first { $0.contains("\"domain-admit\"") })
        #expect(try admitted.contains("\(second.core.memberID), \(measurement) as build-77; policy release-1"))
        #expect(admitted.contains("administrators "))
        let joined = try #require(try second.audit().first)
        #expect(joined.contains("\"join-complete\""))
        #expect(
            try joined.contains(
                "domain \(second.core.instanceID), lead \(domain.lead.core.memberID), \(measurement) as build-77"))
    }

    @Test func theMemberStartsAgainWithItsStateWhetherToldToJoinOrNot() throws {
        let domain = try DomainFixture()
        try domain.put(domain.policy())
        let second = try domain.join(domain.joiner())
        let (id, key) = (try second.core.memberID, try second.core.domainKey.bytes)
        try second.restart()
        #expect(try second.core.memberID == id && second.core.domainKey.bytes == key)
        #expect(try domain.members(of: second).count == 2)
    }

    @Test func moreThanOneJoins() throws {
        let domain = try DomainFixture()
        try domain.put(domain.policy())
        try domain.join(domain.joiner(), named: "b")
        let third = try domain.join(domain.joiner(), named: "c")
        #expect(try domain.members(of: third).map(\.name) == ["b", "c", "founder"])
    }

    /// The whole way: what the lead had before the join is used at the member after it, and what it makes later.
    @Test func aMemberTakesOverWhatTheLeadHas() throws {
        let fixture = try DomainFixture(development: true)
        try fixture.put(fixture.policy())
        let before = try fixture.lead.call(KeyGenerate(key: .simple("before")))
        let second = try fixture.join(fixture.joiner(development: true))
        let domain = TestDomain(of: [fixture.lead, second], administrator: fixture.administrator)
        try domain.settle()
        #expect(second.canSign("before", .p256, publicKey: before.publicKey))
        let later = try domain.lead.begin(KeyGenerate(key: .simple("later")), signedBy: fixture.administrator)
        #expect(try later() == nil, "no other member has it")
        try domain.settle()
        #expect(try second.canSign("later", .p256, publicKey: #require(try later()).publicKey))
        let status = try second.call(DomainStatusRequest())
        #expect(!status.isCatchingUp && status.members.map(\.name) == ["founder", "second"])
        #expect(status.policyName == "release-1")
    }

    @Test func aJoinerAnswersNothingElse() throws {
        let joiner = try DomainFixture().joiner()
        #expect(joiner.refusal(of: RandomRequest(count: 1)) == .stateLocked)
        #expect(joiner.refusal(of: KeyList(page: PageQuery())) == .stateLocked)
        #expect(joiner.host.summary.state == .locked)
        _ = try joiner.call(EvidenceRequest(reportData: [UInt8](repeating: 1, count: 64)))
        let status = try joiner.call(StatusRequest())
        #expect(status.facts.contains { $0.name == "locked" && $0.value == "waiting to be admitted to a domain" })
    }

    @Test func anOpenEnclaveJoinsNothing() throws {
        let enclave = try TestEnclave(development: true)
        #expect(enclave.refusal(of: JoinBegin(name: "x")) == .stateNotLocked)
    }

    @Test func aJoinerMustKnowItsAdministrators() throws {
        let domain = try DomainFixture()
        #expect(throws: Refusal.self) { try domain.joiner(governedBy: []) }
    }

    @Test func whatAnInterruptedJoinLeavesIsNoState() throws {
        let domain = try DomainFixture()
        try domain.put(domain.policy())
        let second = try domain.join(domain.joiner())
        try FileManager.default.removeItem(atPath: second.directory + "/header")
        let refusal = try #require(throws: Refusal.self) { try second.restart() }
        #expect(refusal.code == .corruptState, "\(refusal)")
    }

    @Test func onlyTheLeadAdmits() throws {
        let domain = try DomainFixture()
        try domain.put(domain.policy())
        let second = try domain.join(domain.joiner())
        let begun = try domain.joiner().call(JoinBegin(name: "third"))
        #expect(second.refusal(of: DomainOffer(memberID: begun.memberID, nonce: begun.nonce)) == .notLead)
    }

    @Test func namesAndPlacesAreNotGivenTwice() throws {
        let domain = try DomainFixture()
        try domain.put(domain.policy())
        try domain.join(domain.joiner())
        #expect(
            try domain.refusal { try domain.join(domain.joiner()) }
                == "already-exists: there is a member \"second\" already")
        let lead = try domain.lead.core
        let taken = try domain.members(of: domain.lead)
        for number in taken.count...DomainLimits.members {
            let member = MemberRecord(
                id: .random(), name: "m\(number)", identityKey: [UInt8(number)], measurement: "", evidenceExpires: 0,
                admitted: 0)
            let event = AuditEvent(identity: "test", tenant: "default", operation: "domain-admit")
            let refusal = try domain.refusal { try lead.admit(member, event) }
            #expect(refusal.hasPrefix("resource-exhausted") == (number == DomainLimits.members), "\(refusal)")
        }
    }

    @Test func aRestoreIsNoMemberOfTheOldDomain() throws {
        let domain = try DomainFixture()
        try domain.put(domain.policy())
        try domain.join(domain.joiner())
        let restored = try domain.restoredLead()
        for kind in [RecordKind.domain, .member, .domainPolicy, .position, .peer] {
            #expect(try domain.records(kind, of: restored).isEmpty, "\(kind)")
        }
        #expect(!(try domain.records(.administrators, of: restored).isEmpty))
    }
}
