import EnclaveProtocol
import Foundation
import Testing

@testable import EnclaveCore

@Suite("Anchor")
struct AnchorTests {
    private let tpm = MemoryTPM()

    private func enclave(_ source: AnchorSource? = nil, fixture: URL? = nil) throws -> TestEnclave {
        let source = source ?? tpm.source
        return try TestEnclave(development: true, fixture: fixture) { $0.anchor = source }
    }

    @Test("A new state gets a counter, and each start counts")
    func starts() throws {
        let enclave = try enclave()
        #expect(try enclave.fact("anchor") == "ok")
        #expect(try enclave.fact("anchorCounter") == "1")
        try enclave.restart()
        #expect(try enclave.fact("anchorCounter") == "2")
        try enclave.restart(cleanly: false)
        #expect(try enclave.fact("anchorCounter") == "3")
        #expect(try enclave.audit().contains { $0.contains("anchor-make") })
    }

    @Test("Without an anchor nothing is said of one")
    func without() throws {
        let enclave = try TestEnclave(development: true)
        #expect(try enclave.fact("anchor") == "none")
        #expect(try enclave.fact("anchorCounter") == nil)
    }

    @Test("Work is covered after the interval, at a clean stop, and not twice")
    func interval() throws {
        let enclave = try enclave()
        _ = try enclave.call(KeyGenerate(key: .simple("a")))
        enclave.host.tick()
        #expect(tpm.counts == 1)
        enclave.clock.pass(seconds: 15 * 60)
        enclave.host.tick()
        #expect(tpm.counts == 2)
        enclave.clock.pass(seconds: 60 * 60)
        enclave.host.tick()
        #expect(tpm.counts == 2)
        _ = try enclave.call(KeyGenerate(key: .simple("b")))
        enclave.host.shutdown()
        #expect(tpm.counts == 3)
    }

    @Test("A stop between record and count is no rollback", arguments: [MemoryTPM.Fault.answerLost, .commandLost])
    func crashBetween(_ fault: MemoryTPM.Fault) throws {
        let enclave = try enclave()
        _ = try enclave.call(KeyGenerate(key: .simple("a")))
        enclave.clock.pass(seconds: 15 * 60)
        tpm.fault = fault
        enclave.host.tick()
        #expect(try enclave.fact("anchor")?.contains("cannot be reached") == true)
        tpm.fault = nil
        try enclave.restart(cleanly: false)
        #expect(try enclave.fact("anchor") == "ok")
        _ = try enclave.call(KeySign.simple("a"))
    }

    @Test("What administrators signed is answered once no older copy can pass")
    func administrators() throws {
        let enclave = try enclave()
        let copy = try CopiedState(of: enclave)
        _ = try enclave.call(KeyGenerate(key: .simple("a")))
        let rotate = KeyRotate(key: .name("a"))
        #expect(enclave.refusal(of: rotate, signedByAll: [enclave.administrator]) == .unconfirmed)
        #expect(try enclave.fact("anchorCounter") == "1")
        enclave.host.tick()
        #expect(try enclave.fact("anchorCounter") == "2")
        enclave.host.shutdown()
        let old = try self.enclave(fixture: copy.url)
        #expect(old.refusal(of: KeyList(page: PageQuery())) == .anchorMismatch)
    }

    @Test("While it cannot count, keys are used and nothing that administrators sign is done")
    func failing() throws {
        let enclave = try enclave()
        _ = try enclave.call(KeyGenerate(key: .simple("a")))
        tpm.fault = .commandLost
        enclave.clock.pass(seconds: 15 * 60)
        enclave.host.tick()
        _ = try enclave.call(KeySign.simple("a"))
        let destroy = KeyDestroy(key: .name("a"))
        #expect(enclave.refusal(of: destroy, signedByAll: [enclave.administrator]) == .unconfirmed)
        _ = try enclave.call(KeySign.simple("a"))
        tpm.fault = nil
        enclave.clock.pass(seconds: 60)
        enclave.host.tick()
        #expect(try enclave.fact("anchor") == "ok")
    }

    @Test("A copy that runs beside it is found when it counts")
    func second() throws {
        let enclave = try enclave()
        _ = try enclave.call(KeyGenerate(key: .simple("a")))
        tpm.countBehindItsBack()
        enclave.clock.pass(seconds: 15 * 60)
        enclave.host.tick()
        #expect(enclave.refusal(of: KeySign.simple("a")) == .anchorMismatch)
        #expect(enclave.host.summary.state == .locked)
    }

    @Test("Neither backup nor domain takes the anchor along")
    func isItsOwn() throws {
        let enclave = try enclave()
        let core = try enclave.core
        let value = try #require(try core.read(RecordKind.anchor.only))
        #expect(try !core.isShared(RecordKind.anchor.only, value))
        #expect(try core.slotsOfThisEnclave().contains(RecordKind.anchor.only))
    }
}

extension TestEnclave {
    /// The first value of a fact of `status`.
    func fact(_ name: String) throws -> String? { try call(StatusRequest())[name] }
}
