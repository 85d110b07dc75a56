import EnclaveProtocol
import KeyOperations
import Testing

@testable import EnclaveCore

@Suite("Locking and recovery")
struct RecoveryTests {
    @Test func sharesOpenAStateWhoseSealingKeyIsGone() throws {
        let enclave = try TestEnclave(development: true)
        let root = try enclave.call(
            CACreate(
                name: "root", subject: "CN=root", algorithm: .p256, lifetime: 86_400, pathLength: nil, parent: nil,
                isExternal: false, profiles: ["as-requested"]))
        let holders = try (1...3).map { _ in try LiveKey.generate(.p256) }
        let answer = try enclave.call(
            RecoveryCreate(
                threshold: 2,
                holders: holders.enumerated().map { RecoveryHolder(name: "h\($0)", publicKey: $1.publicKeySPKI ?? []) }),
            signedBy: enclave.administrator)
        let shares = try zip(answer.shares, holders).map { try SealedShare($0.bytes).open(with: $1) }

        var other = MemoryPlatform()
        other.key = [UInt8](repeating: 9, count: 32)
        try enclave.restart(platform: other)
        #expect(enclave.host.summary.state == .locked)
        #expect(try enclave.call(StatusRequest())["state"] == "locked")
        #expect(#expect(throws: Refusal.self) { try enclave.call(CAShow(name: "root")) }?.code == .stateLocked)
        #expect(throws: Refusal.self) { try enclave.call(RecoverySubmit(share: shares[0].bytes), sealed: false) }
        #expect(try enclave.call(RecoverySubmit(share: shares[0].bytes)).state == .locked)
        #expect(try enclave.call(RecoverySubmit(share: shares[0].bytes)).received == 1, "the same share counts once")
        #expect(try enclave.call(RecoverySubmit(share: shares[2].bytes)).state == .open)
        #expect(try enclave.call(CAShow(name: "root")) == root)
        try enclave.restart()
        #expect(enclave.host.summary.state == .open, "it was sealed to the new platform")
        #expect(try enclave.call(CAShow(name: "root")) == root)
    }

    @Test func withoutSealingAStartIsLockedNeverRecreated() throws {
        var none = MemoryPlatform()
        none.key = nil
        let enclave = try TestEnclave(development: true, platform: none)
        let before = enclave.host.hello(identity: "", requiresSession: false, version: 1).instanceID
        try enclave.restart()
        #expect(enclave.host.summary.state == .locked)
        #expect(enclave.host.hello(identity: "", requiresSession: false, version: 1).instanceID == before)
    }
}
