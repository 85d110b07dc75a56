import EnclaveProtocol
import Foundation
import Testing

@testable import EnclaveCore

@Suite("Anchor: what is refused, and accepted by administrators")
struct AnchorRefusalTests {
    private let tpm = MemoryTPM()

    private func enclave(fixture: URL? = nil, of signer: TestEnclave? = nil) throws -> TestEnclave {
        try TestEnclave(development: true, administrator: signer?.administrator, fixture: fixture) {
            $0.anchor = tpm.source
        }
    }

    /// A start on an older copy of a state.
    private func rolledBack() throws -> TestEnclave {
        let enclave = try enclave()
        _ = try enclave.call(KeyGenerate(key: .simple("a")))
        let copy = try CopiedState(of: enclave)
        try enclave.restart()
        enclave.host.shutdown()
        return try self.enclave(fixture: copy.url, of: enclave)
    }

    @Test("An older copy stays locked, says why, and answers no more than that")
    func olderCopy() throws {
        let old = try rolledBack()
        let summary = old.host.summary
        #expect(summary.state == .locked)
        #expect(summary.reason?.contains("older copy") == true)
        #expect(try old.fact("state") == "locked")
        #expect(old.refusal(of: KeySign.simple("a")) == .anchorMismatch)
        #expect(old.refusal(of: KeyGenerate(key: .simple("b")), signedByAll: [old.administrator]) == .anchorMismatch)
        #expect(try old.audit().contains { $0.contains("anchor-refused") })
        try old.restart()
        #expect(old.refusal(of: KeySign.simple("a")) == .anchorMismatch)
    }

    @Test("A copy of any moment is refused after the next start", arguments: 0..<4)
    func copiesOfAnyMoment(_ moment: Int) throws {
        let enclave = try enclave()
        for step in 0..<moment {
            _ = try enclave.call(KeyGenerate(key: .simple("k\(step)")))
            try enclave.restart(cleanly: step % 2 == 0)
        }
        let copy = try CopiedState(of: enclave)
        try enclave.restart(cleanly: false)
        enclave.host.shutdown()
        #expect(try self.enclave(fixture: copy.url).host.summary.state == .locked)
    }

    @Test("An administrator accepts exactly the state that was found; then the newer copy is the old one")
    func accepts() throws {
        let old = try rolledBack()
        let found = try #require(try old.fact("anchorFound").flatMap { UInt64($0) })
        #expect(old.refusal(of: AnchorAccept(recordNumber: found)) == .authorizationRequired)
        let wrong = AnchorAccept(recordNumber: found + 1)
        #expect(old.refusal(of: wrong, signedByAll: [old.administrator]) == .invalidArgument)
        _ = try old.call(AnchorAccept(recordNumber: found), signedBy: old.administrator)
        #expect(old.host.summary.state == .open)
        _ = try old.call(KeySign.simple("a"))
        #expect(try old.audit().contains { $0.contains("anchor-accept") && $0.contains("administrators") })
        try old.restart()
        #expect(try old.fact("anchor") == "ok")
        let again = AnchorAccept(recordNumber: found)
        #expect(old.refusal(of: again, signedByAll: [old.administrator]) == .stateNotLocked)
    }

    @Test("Another TPM, none, or one that was put back: locked, until it is accepted or given up")
    func otherTPM() throws {
        let enclave = try enclave()
        _ = try enclave.call(KeyGenerate(key: .simple("a")))
        let other = MemoryTPM()
        for source in [other.source, nil] {
            try enclave.restart { $0.anchor = source }
            #expect(enclave.refusal(of: KeySign.simple("a")) == .stateLocked)
        }
        let found = try #require(try enclave.fact("anchorFound").flatMap { UInt64($0) })
        _ = try enclave.call(AnchorAccept(recordNumber: found), signedBy: enclave.administrator)
        #expect(try enclave.fact("anchor") == "none")
        try enclave.restart()
        #expect(try enclave.fact("anchor") == "none")
        try enclave.restart { $0.anchor = other.source }
        #expect(try enclave.fact("anchor") == "ok")
        try enclave.restart()
        other.putBack(by: 2)
        try enclave.restart(cleanly: false)
        #expect(enclave.refusal(of: KeySign.simple("a")) == .anchorMismatch)
        #expect(try enclave.fact("locked")?.contains("counted to") == true)
    }

    @Test("Where nobody answers at the start the state is locked, and is open again at the next that does")
    func unreachable() throws {
        let enclave = try enclave()
        _ = try enclave.call(KeyGenerate(key: .simple("a")))
        try enclave.restart()
        tpm.fault = .gone
        try enclave.restart(cleanly: false)
        #expect(enclave.refusal(of: KeySign.simple("a")) == .stateLocked)
        let found = try #require(try enclave.fact("anchorFound").flatMap { UInt64($0) })
        let accept = AnchorAccept(recordNumber: found)
        #expect(enclave.refusal(of: accept, signedByAll: [enclave.administrator]) == .stateLocked)
        tpm.fault = nil
        try enclave.restart(cleanly: false)
        _ = try enclave.call(KeySign.simple("a"))
    }

    @Test("A new state whose counter cannot be made is not used without one")
    func neverMade() throws {
        tpm.fault = .gone
        let enclave = try enclave()
        #expect(enclave.refusal(of: KeyGenerate(key: .simple("a"))) == .stateLocked)
        tpm.fault = nil
        try enclave.restart()
        _ = try enclave.call(KeyGenerate(key: .simple("a")))
    }
}
