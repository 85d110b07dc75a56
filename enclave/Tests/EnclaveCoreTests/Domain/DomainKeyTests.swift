import Crypto
import EnclaveProtocol
import Foundation
import Journal
import KeyOperations
import Testing

@testable import EnclaveCore

@Suite("Domain: a new key")
struct DomainKeyTests {
    @Test("An enclave that is alone changes its key: old shares and backups are void, new ones open")
    func alone() throws {
        let enclave = try TestEnclave(development: true)
        _ = try enclave.call(KeyGenerate(key: .simple("kept")))
        let old = try enclave.shares()
        _ = try enclave.call(BackupCreate(), signedBy: enclave.administrator)
        #expect(enclave.refusal(of: DomainRekey()) == .authorizationRequired)
        let changed = try enclave.call(DomainRekey(), signedBy: enclave.administrator)
        #expect(changed.generation == 1 && changed.downtime > 0)
        let status = try enclave.call(StatusRequest())
        #expect(status["domainKeyGeneration"] == "1" && status["domainKeyDowntime"] == String(changed.downtime))
        #expect(status["recovery"] == "none" && status["backupCreated"] == nil)
        #expect(enclave.refusal(of: BackupCreate(), signedByAll: [enclave.administrator]) == .notAllowed)
        let new = try enclave.shares()
        var other = MemoryPlatform()
        other.key = [UInt8](repeating: 9, count: 32)
        try enclave.restart(platform: other)
        #expect(throws: Refusal.self) { try enclave.call(RecoverySubmit(share: old)) }
        #expect(enclave.host.summary.state == .locked)
        #expect(try enclave.call(RecoverySubmit(share: new)).state == .open)
        _ = try enclave.call(KeySign.simple("kept"))
        try enclave.restart()
        #expect(enclave.host.summary.state == .open)
        #expect(try enclave.call(StatusRequest())["domainKeyGeneration"] == "1")
    }

    @Test("What is written after a removal opens with a key that the removed member never had")
    func removal() throws {
        let domain = try TestDomain(3)
        try domain.make("before")
        let removed = try domain[2].core
        let known = removed.domainKey
        try domain.remove(2)
        try domain.make("after", between: [0, 1])
        #expect(removed.domainKey == known)
        for index in 0...1 {
            let core = try domain[index].core
            #expect(core.keyring.current.generation == 1 && core.domainKey != known)
            try core.journal.compact()
            #expect(try domain[index].opens(with: core.domainKey))
            #expect(try !domain[index].opens(with: known))
            _ = try domain[index].call(KeySign.simple("before"))
        }
        #expect(try domain[0].core.domainKey == domain[1].core.domainKey)
        #expect(throws: Refusal.self) { try domain.exchange(2, 0) }
        #expect(domain[2].refusal(of: KeyShow(key: .name("after"))) == .notFound)
    }

    @Test("A member that waits for news when it is removed does not get the key in the change that removes it")
    func removalWhileWaiting() throws {
        let domain = try TestDomain(3)
        let waiting = try domain.ask(2, 0)
        try domain.remove(2)
        #expect(throws: Refusal.self) { try waiting() }
        #expect(try domain[2].core.keyring.current.generation == 0)
    }

    @Test("A member that was away through two changes catches up", arguments: [false, true])
    func away(restartingLead: Bool) throws {
        let domain = try TestDomain(3)
        for round in 1...2 {
            try domain.rekey(between: [0, 1])
            try domain.make("key-\(round)", between: [0, 1])
            for index in 0...1 { try domain[index].core.journal.compact() }
        }
        if restartingLead { try domain.lead.restart() }
        // Each change has to be over before the next: the member compacts as its own thread would.
        for _ in 0..<4 {
            try domain.settle(rounds: 6)
            try domain[2].core.journal.compact()
        }
        for index in 0...2 {
            #expect(try domain[index].core.keyring.current.generation == 2)
            #expect(try domain[index].core.domainKey == domain.lead.core.domainKey)
            _ = try domain[index].call(KeySign.simple("key-2"))
        }
        let digests = try domain.members.map { Set(try $0.core.stateDigests()) }
        #expect(digests[0] == digests[1] && digests[1] == digests[2])
    }

    @Test("Every member's audit has the same digest of every change, whatever key it was made under")
    func digests() throws {
        let domain = try TestDomain(3)
        try domain.make("a")
        try domain.rekey(between: [0, 1])
        try domain.make("b", between: [0, 1])
        try domain.settle()
        let changes = try domain.members.map { try $0.changes() }
        #expect(changes[0].count >= 3)
        for number in ["a", "b"] {
            let all = Set(changes.map { $0[number] })
            #expect(all.count == 1 && all.first != .some(nil))
        }
        #expect(Set(changes.map { $0["generation 1"] }).count == 1)
    }

    @Test("A member that joins after a change has the newest key, and goes on with the next")
    func joining() throws {
        let domain = try TestDomain(2)
        try domain.rekey()
        for index in 0...1 { try domain[index].core.journal.compact() }
        try domain.admit("late")
        try domain.settle()
        try domain.rekey()
        #expect(try domain[2].core.keyring.current.generation == 2)
        try domain.make("after")
        _ = try domain[2].call(KeySign.simple("after"))
    }

    @Test("A start that finds the header changed and no record takes the change back", arguments: [0, 1])
    func cutBeforeTheRecord(index: Int) throws {
        let domain = try TestDomain(2)
        try domain.make("before")
        let old = try domain[index].core.domainKey
        try domain[index].beginKeyChange()
        try domain[index].restart()
        #expect(try domain[index].core.domainKey == old && domain[index].core.keyring.current.generation == 0)
        try domain.settle()
        try domain.make("between")
        // Cut again before what was taken back is gone.
        try domain[index].restart()
        try domain.settle()
        try domain[index].core.journal.compact()
        #expect(try domain[index].opens(with: old))
        try domain.rekey()
        #expect(try domain[index].core.keyring.current.generation == 1)
        _ = try domain[index].call(KeySign.simple("between"))
    }

    @Test("A start that finds both keys ends the change")
    func cutBehindTheRecord() throws {
        let domain = try TestDomain(2)
        let old = try domain.lead.core.domainKey
        try domain.rekey()
        for index in 0...1 {
            try domain[index].restart()
            let core = try domain[index].core
            #expect(core.journal.isChangingKeys && core.keyring.current.generation == 1)
            try core.journal.compact()
            #expect(!core.journal.isChangingKeys)
            #expect(try !domain[index].opens(with: old))
        }
        try domain.settle()
        try domain.make("after")
    }

    @Test("Without a sealing key the key stays: a removal says so, a change is refused")
    func withoutSealing() throws {
        let domain = try TestDomain(3)
        var none = MemoryPlatform()
        none.key = nil
        let lead = domain.lead
        let share = try domain.shares()
        try lead.restart(platform: none)
        _ = try lead.call(RecoverySubmit(share: share))
        try domain.settle()
        #expect(lead.refusal(of: DomainRekey(), signedByAll: [domain.administrator]) == .notAllowed)
        try domain.remove(2)
        #expect(try lead.core.keyring.current.generation == 0)
        #expect(try lead.call(StatusRequest())["recovery"] != "none")
    }

    @Test("A promotion that gives members up makes a new key; one that does not leaves it")
    func promotion() throws {
        let domain = try TestDomain(3)
        try domain.promote(1, givingUp: [], between: [0, 1, 2])
        #expect(try domain[1].core.keyring.current.generation == 0)
        try domain.settle()
        try domain.promote(2, givingUp: [1], between: [0, 2])
        for index in [0, 2] { #expect(try domain[index].core.keyring.current.generation == 1) }
        try domain.make("after", between: [0, 2], on: 2)
    }

    @Test("Only the lead changes the key")
    func notTheLead() throws {
        let domain = try TestDomain(2)
        #expect(domain[1].refusal(of: DomainRekey(), signedByAll: [domain.administrator]) == .notLead)
    }

    @Test("The record reads back, knows the members behind it, and forgets those too far behind")
    func record() throws {
        var record = DomainKeyRecord(first: DomainKey())
        var secrets = [record.key.peerSecret]
        for _ in 0..<300 {
            record = record.next()
            secrets.append(record.key.peerSecret)
        }
        let read = try DomainKeyRecord(decoding: record.encoded)
        #expect(read == record && read.generation == 300)
        for generation in UInt32(44)...300 {
            #expect(read.peerSecret(of: generation) == secrets[Int(generation)])
        }
        for generation in [UInt32(0), 43, 301] { #expect(read.peerSecret(of: generation) == nil) }
        for length in stride(from: 0, to: record.encoded.count, by: 7) {
            #expect(throws: WireError.self) { try DomainKeyRecord(decoding: Array(record.encoded.prefix(length))) }
        }
    }
}
