import EnclaveProtocol
import KeyOperations
import Synchronization
import Testing

@testable import EnclaveCore

/// A message that was opened before is opened under every rule that a new one is: each test opens one twice, sees that it
/// is held, and then takes a right away.
@Suite("What was opened before is no exception")
struct OpenedMessageRulesTests {
    private let enclave: TestEnclave
    private let open: DecryptRequest

    init() throws {
        enclave = try TestEnclave(development: true)
        open = try Self.sealed(in: enclave, audit: .counted)
        for _ in 0..<2 { #expect(try enclave.call(open).bytes == [2]) }
        #expect(try held() == 1)
    }

    private static func sealed(
        in enclave: TestEnclave, audit: KeyAudit, name: String = "kek"
    ) throws -> DecryptRequest {
        let key = KeyTemplate(
            name: name, algorithm: .aes256, purpose: .wrap, export: .never, replication: .domain, audit: audit)
        _ = try enclave.call(KeyGenerate(key: key))
        let answer = try enclave.call(EncryptRequest(key: .name(name), context: [1], plaintext: [2]))
        return DecryptRequest(key: .name(name), context: [1], ciphertext: answer.ciphertext)
    }

    private func held() throws -> Int { try enclave.core.opened.withLock { $0.count } }

    private func put(operations: [String] = ["*"], keys: [String] = ["*"], rate: UInt32 = 0) throws {
        let policy = CallerPolicy(
            identity: "default", tenant: "default", operations: operations, keys: keys, rate: rate)
        _ = try enclave.call(PolicyPut(policy: policy), signedBy: enclave.administrator)
    }

    @Test func itsContextAndItsCallerAreLookedAt() throws {
        let other = DecryptRequest(key: open.key, context: [3], ciphertext: open.ciphertext)
        #expect(enclave.refusal(of: other) == .decryptionFailed)
        #expect(enclave.refusal(of: open, as: "nobody") == .notAllowed)
    }

    @Test func aRetiredKeyStillOpensAndADestroyedOneDoesNot() throws {
        _ = try enclave.call(KeyRetire(key: .name("kek")))
        #expect(try held() == 0)
        #expect(try enclave.call(open).bytes == [2])
        #expect(try held() == 1)
        _ = try enclave.call(KeyDestroy(key: .name("kek")), signedBy: enclave.administrator)
        #expect(try held() == 0)
        #expect(enclave.refusal(of: open) == .keyNotActive)
        try enclave.restart()
        #expect(enclave.refusal(of: open) == .keyNotActive)
    }

    @Test func anOpeningThatADestructionOvertakesIsNotHeld() throws {
        let core = try enclave.core
        let id = try enclave.call(KeyShow(key: .name("kek"))).id
        let before = try #require(core.state.withLock { $0.keys.key(id) })
        _ = try enclave.call(KeyDestroy(key: .name("kek")), signedBy: enclave.administrator)
        core.hold([2], as: OpenedMessages.name(of: open, key: id), openedBy: before)
        #expect(try held() == 0)
    }

    @Test func aRotationKeepsItOpenableAndAnotherKeyTakesNothingOver() throws {
        _ = try enclave.call(KeyRotate(key: .name("kek")))
        #expect(try held() == 0)
        #expect(try enclave.call(open).bytes == [2])
        _ = try Self.sealed(in: enclave, audit: .counted, name: "other")
        let elsewhere = DecryptRequest(key: .name("other"), context: open.context, ciphertext: open.ciphertext)
        #expect(enclave.refusal(of: elsewhere) == .decryptionFailed)
    }

    @Test func aNarrowedPolicyEndsIt() throws {
        try put(operations: ["encrypt"])
        #expect(enclave.refusal(of: open) == .notAllowed)
        try put(keys: ["other"])
        #expect(enclave.refusal(of: open) == .notAllowed)
        try put()
        #expect(try enclave.call(open).bytes == [2])
    }

    @Test func theRateCountsIt() throws {
        try put(rate: 3)
        let outcomes = (0..<6).map { _ in enclave.refusal(of: open) }
        #expect(outcomes.prefix(3).allSatisfy { $0 == nil })
        #expect(outcomes.suffix(2).allSatisfy { $0 == .rateLimited })
    }

    @Test func theAuditCountsIt() throws {
        for _ in 0..<5 { _ = try enclave.call(open) }
        let uses = try enclave.audit().filter { $0.contains("\"decrypt\"") && $0.contains("\"ok\"") }
        #expect(uses.count { $0.contains("\"count\":7") } == 1, "\(uses)")
    }

    @Test func theAuditOfAKeyBornForItHasEach() throws {
        let each = try Self.sealed(in: enclave, audit: .each, name: "each")
        for _ in 0..<4 { _ = try enclave.call(each) }
        #expect(try held() == 2)
        let id = try enclave.call(KeyShow(key: .name("each"))).id.description
        #expect(try enclave.audit().count { $0.contains("\"decrypt\"") && $0.contains(id) } == 4)
    }

    @Test func aLockedEnclaveHoldsNothing() throws {
        let holder = try LiveKey.generate(.p256)
        let shares = try enclave.call(
            RecoveryCreate(
                threshold: 1, holders: [RecoveryHolder(name: "h", publicKey: holder.publicKeySPKI ?? [])]),
            signedBy: enclave.administrator
        ).shares
        var other = MemoryPlatform()
        other.key = [UInt8](repeating: 9, count: 32)
        try enclave.restart(platform: other)
        #expect(enclave.refusal(of: open) == .stateLocked)
        let share = try SealedShare(shares[0].bytes).open(with: holder)
        #expect(try enclave.call(RecoverySubmit(share: share.bytes)).state == .open)
        #expect(try held() == 0)
        #expect(try enclave.call(open).bytes == [2])
    }

    @Test func wantOfMemoryEmptiesIt() throws {
        let room = Room()
        let narrow = try TestEnclave(development: true) { $0.hasMemory = { _ in room.isLeft.withLock { $0 } } }
        let message = try Self.sealed(in: narrow, audit: .counted)
        _ = try narrow.call(message)
        #expect(try narrow.core.opened.withLock { $0.count } == 1)
        room.isLeft.withLock { $0 = false }
        #expect(narrow.refusal(of: message) == .resourceExhausted)
        #expect(try narrow.core.opened.withLock { $0.count } == 0)
    }

    @Test func aRestoredEnclaveOpensAnew() throws {
        let holder = try LiveKey.generate(.p256)
        let shares = try enclave.call(
            RecoveryCreate(
                threshold: 1, holders: [RecoveryHolder(name: "h", publicKey: holder.publicKeySPKI ?? [])]),
            signedBy: enclave.administrator
        ).shares
        let backup = try enclave.call(BackupCreate(), signedBy: enclave.administrator).name
        let restored = try TestEnclave(
            restoring: enclave.directory + "/" + backup, administrator: enclave.administrator)
        _ = try restored.call(RecoverySubmit(share: try SealedShare(shares[0].bytes).open(with: holder).bytes))
        _ = try restored.call(RestoreRequest(), signedBy: enclave.administrator)
        #expect(try restored.core.opened.withLock { $0.count } == 0)
        #expect(try restored.call(open).bytes == [2])
        _ = try restored.call(KeyDestroy(key: .name("kek")), signedBy: enclave.administrator)
        #expect(restored.refusal(of: open) == .keyNotActive)
        #expect(try enclave.call(open).bytes == [2], "the other instance is another")
    }
}

/// Whether there is memory left, changed while the enclave runs.
private final class Room: Sendable {
    let isLeft = Mutex(true)
}
