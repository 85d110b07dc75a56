import EnclaveProtocol
import KeyOperations
import Testing
import X509Core

@testable import EnclaveCore

@Suite("Certificate authorities")
struct AuthorityTests {
    private func creation(
        _ name: String, parent: String? = nil, external: Bool = false, profiles: [String] = ["as-requested"],
        algorithm: KeyAlgorithm = .p256
    ) -> CACreate {
        CACreate(
            name: name, subject: "CN=\(name),O=Casemate", algorithm: algorithm, lifetime: 86_400 * 365,
            pathLength: nil, parent: parent, isExternal: external, profiles: profiles)
    }

    private func request(in enclave: TestEnclave, name: String = "leaf", dns: String = "leaf.example.com") throws
        -> [UInt8]
    {
        _ = try? enclave.call(
            KeyGenerate(
                key: KeyTemplate(
                    name: name, algorithm: .p256, purpose: .tls, export: .never, replication: .domain,
                    audit: .counted)))
        return try enclave.call(
            KeyCertificateRequest(key: .name(name), subject: "CN=\(dns)", names: ["dns:\(dns)"])
        ).bytes
    }

    @Test func issuesUnderARootAndAnIntermediate() throws {
        let enclave = try TestEnclave(development: true)
        let root = try enclave.call(creation("root"))
        _ = try enclave.call(creation("below", parent: "root"))
        let csr = try request(in: enclave)
        let answer = try enclave.call(
            CAIssue(
                name: "below", request: csr, profile: "", lifetime: 3600, usages: ["server auth"], requester: "test"))
        #expect(answer.chain.count == 2)
        #expect(answer.notAfter - enclave.clock.wall / 1000 == 3600)
        let certificates = try answer.chain.map { try Certificate($0.bytes) }
        let anchor = try Certificate(root.chain[0].bytes)
        let chain = try CertificateChain.validate(
            certificates[0], intermediates: [certificates[1]], roots: [anchor],
            requirements: .init(time: enclave.clock.wall / 1000))
        #expect(chain.certificates.count == 3)
        let entries = try enclave.audit().filter { $0.contains("\"ca-issue\"") }
        #expect(entries.count == 1)
        #expect(entries[0].contains("leaf.example.com"))
    }

    /// Saying that a quote was verified is an operation of its own: whoever may issue may not yet say so.
    @Test func saysThatAQuoteWasVerifiedForWhoMaySaySo() throws {
        let enclave = try TestEnclave(development: true)
        _ = try enclave.call(creation("root"))
        let issue = CAIssue(
            name: "root", request: try request(in: enclave), profile: "", lifetime: 0, usages: [], requester: "test")
        let identifier = try #require(ObjectIdentifier("1.3.6.1.4.1.54392.5.1283"))
        let marked = try Certificate(try enclave.call(CAIssueAttested(issue)).chain[0].bytes)
        #expect(marked.content.extensions.first(identifier) != nil)
        let plain = try Certificate(try enclave.call(issue).chain[0].bytes)
        #expect(plain.content.extensions.first(identifier) == nil)
        #expect(try enclave.audit().contains { $0.contains("\"ca-issue-attested\"") })
        let narrow = CallerPolicy(
            identity: "default", tenant: "default", operations: ["ca-issue"], keys: ["root"], rate: 0)
        _ = try enclave.call(PolicyPut(policy: narrow))
        #expect(enclave.refusal(of: CAIssueAttested(issue)) == .notAllowed)
        _ = try enclave.call(issue)
    }

    @Test func issuesTheSameAfterARestart() throws {
        let enclave = try TestEnclave(development: true)
        let before = try enclave.call(creation("root"))
        try enclave.restart()
        #expect(try enclave.call(CAShow(name: "root")) == before)
        let csr = try request(in: enclave)
        _ = try enclave.call(
            CAIssue(name: "root", request: csr, profile: "", lifetime: 0, usages: ["client auth"], requester: ""))
    }

    @Test func waitsForAnExternalRoot() throws {
        let outer = try TestEnclave(development: true)
        let root = try outer.call(creation("outer"))
        let enclave = try TestEnclave(development: true)
        _ = try enclave.call(creation("inner", external: true))
        let csr = try request(in: enclave)
        let waiting = #expect(throws: Refusal.self) {
            try enclave.call(
                CAIssue(name: "inner", request: csr, profile: "", lifetime: 0, usages: [], requester: ""))
        }
        #expect(waiting?.code == .keyNotActive)
        _ = try outer.call(creation("stranger"))
        let wrong = #expect(throws: Refusal.self) {
            try enclave.call(
                CAInstall(name: "inner", chain: root.chain), signedBy: enclave.administrator)
        }
        #expect(wrong?.code == .invalidArgument)
    }

    @Test func rotatesWithACrossCertificate() throws {
        let enclave = try TestEnclave(development: true)
        let old = try enclave.call(creation("root"))
        let new = try enclave.call(CARotate(name: "root", lifetime: 0))
        #expect(new.chain != old.chain)
        #expect(new.previous.count == 2)
        let csr = try request(in: enclave)
        let answer = try enclave.call(
            CAIssue(name: "root", request: csr, profile: "", lifetime: 0, usages: ["server auth"], requester: ""))
        let leaf = try Certificate(answer.chain[0].bytes)
        let time = CertificateChain.Requirements(time: enclave.clock.wall / 1000)
        _ = try CertificateChain.validate(
            leaf, intermediates: [], roots: [try Certificate(new.chain[0].bytes)], requirements: time)
        _ = try CertificateChain.validate(
            leaf, intermediates: [try Certificate(new.previous[0].bytes)],
            roots: [try Certificate(old.chain[0].bytes)], requirements: time)
    }

    @Test func listsWhatIsRevoked() throws {
        let enclave = try TestEnclave(development: true)
        _ = try enclave.call(creation("root"))
        let csr = try request(in: enclave)
        let issued = try enclave.call(
            CAIssue(name: "root", request: csr, profile: "", lifetime: 0, usages: ["server auth"], requester: ""))
        let none = try CertificateRevocationList(enclave.call(CARevocationList(name: "root", lifetime: 0)).bytes)
        #expect(none.entries.isEmpty)
        _ = try enclave.call(CARevoke(name: "root", serial: issued.serial, reason: 1))
        try enclave.restart()
        let list = try CertificateRevocationList(enclave.call(CARevocationList(name: "root", lifetime: 0)).bytes)
        #expect(list.entries.map(\.serial) == [issued.serial])
        #expect(list.entries.first?.reason == .keyCompromise)
    }

    @Test func clockJumpsLockIssuingUntilAccepted() throws {
        let enclave = try TestEnclave(development: true)
        _ = try enclave.call(creation("root"))
        let csr = try request(in: enclave)
        let issue = CAIssue(
            name: "root", request: csr, profile: "", lifetime: 0, usages: ["server auth"], requester: "")
        enclave.clock.pass(seconds: 3600)
        _ = try enclave.call(issue)
        enclave.clock.jump(seconds: 86_400)
        #expect(#expect(throws: Refusal.self) { try enclave.call(issue) }?.code == .clockLocked)
        let accept = ClockAccept(time: enclave.clock.wall / 1000)
        #expect(throws: Refusal.self) { try enclave.call(accept) }
        _ = try enclave.call(accept, signedBy: enclave.administrator)
        _ = try enclave.call(issue)
        enclave.clock.jump(seconds: -2 * 86_400)
        #expect(#expect(throws: Refusal.self) { try enclave.call(issue) }?.code == .clockLocked)
    }

    @Test func silenceLongerThanTheGapLocksIssuingAtStart() throws {
        let enclave = try TestEnclave(development: true)
        _ = try enclave.call(creation("root"))
        let csr = try request(in: enclave)
        for _ in 0..<2 { try enclave.restart(after: 8 * 86_400) }
        let error = #expect(throws: Refusal.self) {
            try enclave.call(
                CAIssue(name: "root", request: csr, profile: "", lifetime: 0, usages: ["server auth"], requester: ""))
        }
        #expect(error?.code == .clockLocked)
    }
}
