import EnclaveProtocol
import Foundation
import Journal
import Testing

@testable import EnclaveCore

@Suite("Domain: old and second copies of a member")
struct DomainCopyTests {
    @Test("A member that was put back to an older state is refused by the first it meets, and both audits say so")
    func restored() throws {
        let domain = try TestDomain(2)
        let copy = try CopiedState(of: domain[1])
        try domain.make("later")
        try domain.replace(1, by: TestEnclave(development: true, fixture: copy.url))
        try domain.settle(rounds: 6)
        #expect(domain[1].refusal(of: KeyList(page: PageQuery())) == .memberRefused)
        #expect(try domain.lead.audit().contains { $0.contains("domain-refuse") && $0.contains("member-1") })
        #expect(try domain[1].audit().contains { $0.contains("domain-refused") })
        try domain[1].restart()
        #expect(domain[1].refusal(of: KeyList(page: PageQuery())) == .memberRefused)
    }

    @Test("Of a member and a copy that run at once, one is refused")
    func cloned() throws {
        let domain = try TestDomain(2)
        let copy = try CopiedState(of: domain[1])
        let original = domain[1]
        let clone = try TestEnclave(development: true, fixture: copy.url)
        for enclave in [original, clone] {
            var own = KeyTemplate.simple("own")
            own.replication = .thisEnclave
            _ = try enclave.call(KeyGenerate(key: own))
            _ = try enclave.call(KeyRotate(key: .name("own")), signedBy: domain.administrator)
        }
        try domain.settle(rounds: 4)
        domain.replace(1, by: clone)
        try domain.settle(rounds: 6)
        #expect(clone.refusal(of: KeyList(page: PageQuery())) == .memberRefused)
        #expect(try domain.lead.audit().contains { $0.contains("a copy of it ran elsewhere") })
    }

    @Test("A lead that was put back to an older state is refused by its members")
    func restoredLead() throws {
        let domain = try TestDomain(2)
        let copy = try CopiedState(of: domain.lead)
        let signer = domain.lead.administrator
        try domain.make("later")
        try domain.replace(0, by: TestEnclave(development: true, administrator: signer, fixture: copy.url))
        try domain.settle(rounds: 6)
        #expect(domain.lead.refusal(of: KeyGenerate(key: .simple("fork"))) == .memberRefused)
        _ = try domain[1].call(KeySign.simple("later"))
    }

    @Test("A member that was put back is refused also by one that started again meanwhile")
    func restoredBesideRestarted() throws {
        let domain = try TestDomain(2)
        try domain.make("first")
        let copy = try CopiedState(of: domain[1])
        for name in ["second", "third"] { try domain.make(name) }
        try domain.lead.restart()
        try domain.replace(1, by: TestEnclave(development: true, fixture: copy.url))
        try domain.settle(rounds: 6)
        #expect(domain[1].refusal(of: KeyList(page: PageQuery())) == .memberRefused)
        #expect(try domain.lead.audit().contains { $0.contains("domain-refuse") && $0.contains("member-1") })
    }

    @Test("A lead that was put back changes nothing before a member has seen that its journal goes on")
    func restoredLeadWaits() throws {
        let domain = try TestDomain(2)
        let copy = try CopiedState(of: domain.lead)
        let signer = domain.lead.administrator
        try domain.make("later")
        try domain.replace(0, by: TestEnclave(development: true, administrator: signer, fixture: copy.url))
        for _ in 0..<8 {
            _ = try? domain.exchange(0, 1)
            _ = try? domain.exchange(1, 0)
            let code = domain.lead.refusal(of: KeyGenerate(key: .simple("fork")))
            #expect(code == .unconfirmed || code == .memberRefused)
        }
        #expect(try !domain.lead.audit().contains { $0.contains("\"name\":\"fork\"") && $0.contains("\"change\"") })
    }

    @Test("A member that moved with its state goes on, and one that only restarted does")
    func moved() throws {
        let domain = try TestDomain(2)
        try domain.make("first")
        domain[1].host.shutdown()
        let copy = try CopiedState(of: domain[1])
        try domain.replace(1, by: TestEnclave(development: true, fixture: copy.url))
        try domain.make("second")
        _ = try domain[1].call(KeySign.simple("second"))
    }

    @Test("Messages that are altered, repeated or of another link only cost time")
    func hostileRelay() throws {
        let domain = try TestDomain(2)
        try domain.make("first")
        for position in [0, 1, 20, 60] {
            #expect(throws: (any Error).self) {
                try domain.exchange(1, 0) { message in
                    var altered = message
                    altered[min(position, message.count - 1)] ^= 1
                    return altered
                }
            }
        }
        let link: UInt64 = 99
        let hello = try domain[1].carry(PeerSend(link: link)).bytes
        let welcome = try domain.lead.carry(PeerServe(message: hello)).bytes
        _ = try domain[1].carry(PeerReceive(link: link, message: welcome))
        let query = try domain[1].carry(PeerSend(link: link)).bytes
        let first = try domain.lead.carry(PeerServe(message: query)).bytes
        let second = try domain.lead.carry(PeerServe(message: query)).bytes
        #expect(try PeerMessage(decoding: second).isFault)
        _ = try domain[1].carry(PeerReceive(link: link, message: first))
        #expect(throws: Refusal.self) { try domain[1].carry(PeerReceive(link: link, message: first)) }
        try domain.make("second")
        _ = try domain[1].call(KeySign.simple("second"))
    }
}

extension PeerMessage {
    fileprivate var isFault: Bool {
        if case .fault = self { true } else { false }
    }
}
