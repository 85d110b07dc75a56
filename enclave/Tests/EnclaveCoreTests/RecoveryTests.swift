import EnclaveProtocol
import Foundation
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

    @Test(arguments: [KeyAlgorithm.p384, .ed25519])
    func aHolderHasAKeyOfP256(_ algorithm: KeyAlgorithm) throws {
        let enclave = try TestEnclave(development: true)
        let holder = RecoveryHolder(name: "ann", publicKey: try LiveKey.generate(algorithm).publicKeySPKI ?? [])
        let refusal = #expect(throws: Refusal.self) {
            try enclave.call(RecoveryCreate(threshold: 1, holders: [holder]), signedBy: enclave.administrator)
        }
        #expect(refusal?.code == .invalidKey)
        #expect(refusal?.message.contains("\"ann\"") == true && refusal?.remedy.isEmpty == false)
        #expect(try enclave.call(StatusRequest())["recovery"] == "none")
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

@Suite("Backup and restore")
struct BackupTests {
    private func prepared() throws -> (TestEnclave, shares: [RecoveryShare], file: String, root: CAInfo) {
        let enclave = try TestEnclave(development: true)
        let root = try enclave.call(
            CACreate(
                name: "root", subject: "CN=root", algorithm: .p256, lifetime: 86_400, pathLength: nil, parent: nil,
                isExternal: false, profiles: ["as-requested"]))
        #expect(throws: Refusal.self, "no shares yet") {
            try enclave.call(BackupCreate(), signedBy: enclave.administrator)
        }
        let holders = try (1...2).map { _ in try LiveKey.generate(.p256) }
        let answer = try enclave.call(
            RecoveryCreate(
                threshold: 2, holders: holders.map { RecoveryHolder(name: "h", publicKey: $0.publicKeySPKI ?? []) }),
            signedBy: enclave.administrator)
        let shares = try zip(answer.shares, holders).map { try SealedShare($0.bytes).open(with: $1) }
        for index in 0..<200 { try generate("k\(index)", .domain, in: enclave) }
        try generate("local", .thisEnclave, in: enclave)
        let backup = try enclave.call(BackupCreate(), signedBy: enclave.administrator)
        return (enclave, shares, enclave.directory + "/" + backup.name, root)
    }

    private func generate(_ name: String, _ replication: KeyReplication, in enclave: TestEnclave) throws {
        _ = try enclave.call(
            KeyGenerate(
                key: KeyTemplate(
                    name: name, algorithm: .p256, purpose: .sign, export: .never, replication: replication,
                    audit: .counted)))
    }

    @Test func statusSaysWhenTheNewestBackupWasMade() throws {
        let (old, shares, file, _) = try prepared()
        let status = try old.call(StatusRequest())
        let made = try #require(status["backupCreated"].flatMap { Int64($0) })
        #expect(try made >= old.call(KeyShow(key: .name("k199"))).versions[0].created)
        #expect(try #require(status["recoveryCreated"].flatMap { Int64($0) }) <= made)
        try old.restart(after: 5)
        #expect(try old.call(StatusRequest())["backupCreated"] == String(made))
        _ = try old.call(BackupCreate(), signedBy: old.administrator)
        #expect(try old.call(StatusRequest())["backupCreated"] != String(made))
        let new = try TestEnclave(restoring: file, administrator: old.administrator)
        for share in shares { _ = try new.call(RecoverySubmit(share: share.bytes)) }
        _ = try new.call(RestoreRequest(), signedBy: old.administrator)
        let facts = try new.call(StatusRequest())
        #expect((facts["backupCreated"], facts["recoveryCreated"]) == (nil, nil), "those are the old instance's")
    }

    @Test func restoresEverythingUnderANewInstance() throws {
        let (old, shares, file, root) = try prepared()
        let new = try TestEnclave(restoring: file, administrator: old.administrator)
        #expect(throws: Refusal.self) { try new.call(RestoreRequest(), signedBy: old.administrator) }
        for share in shares { _ = try new.call(RecoverySubmit(share: share.bytes)) }
        #expect(throws: Refusal.self, "no signature") { try new.call(RestoreRequest()) }
        #expect(throws: Refusal.self, "a stranger's") {
            try new.call(RestoreRequest(), signedBy: try LiveKey.generate(.ed25519))
        }
        _ = try new.call(RestoreRequest(), signedBy: old.administrator)
        #expect(new.host.summary.state == .open)
        #expect(try new.call(CAShow(name: "root")) == root)
        #expect(try new.call(KeyShow(key: .name("k199"))) == old.call(KeyShow(key: .name("k199"))))
        let refusal = #expect(throws: Refusal.self) { try new.call(KeyShow(key: .name("local"))) }
        #expect(refusal?.code == .notFound, "it belongs to the enclave it was made in")
        try generate("local", .thisEnclave, in: new)
        let ids = [old, new].map { $0.host.hello(identity: "", requiresSession: false, version: 1) }
        #expect(ids[0].instanceID != ids[1].instanceID)
        #expect(ids[0].sessionKey != ids[1].sessionKey)
        #expect(try new.audit().contains { $0.contains("\"restore\"") && $0.contains(ids[0].instanceID.description) })
        #expect(throws: Refusal.self, "old shares do not fit the new domain key") {
            try new.call(BackupCreate(), signedBy: old.administrator)
        }
    }

    /// The header is written last, so this is what any interruption behind the first record leaves.
    @Test func whatAnInterruptedRestoreLeavesIsNoState() throws {
        let (old, shares, file, _) = try prepared()
        let new = try TestEnclave(restoring: file, administrator: old.administrator)
        for share in shares { _ = try new.call(RecoverySubmit(share: share.bytes)) }
        _ = try new.call(RestoreRequest(), signedBy: old.administrator)
        try FileManager.default.removeItem(atPath: new.directory + "/header")
        let refusal = #expect(throws: Refusal.self) { try new.restart() }
        #expect(refusal?.code == .corruptState)
        #expect(refusal?.message.hasPrefix("state-missing: ") == true)
    }

    @Test func refusesEveryAlteredOrMissingPart() throws {
        let (old, shares, file, _) = try prepared()
        let whole = try Data(contentsOf: URL(fileURLWithPath: file))
        let positions = stride(from: 0, to: whole.count, by: 997).map { $0 } + [whole.count - 1]
        for position in positions {
            var altered = whole
            altered[position] ^= 0x20
            #expect(try !opens(altered, shares, old), "byte \(position)")
        }
        for length in [0, 100, 124, whole.count / 2, whole.count - 1] {
            #expect(try !opens(whole.prefix(length), shares, old), "cut to \(length)")
        }
        #expect(try !opens(whole + [0], shares, old))
        #expect(try opens(whole, shares, old))
    }

    private func opens(_ backup: Data, _ shares: [RecoveryShare], _ old: TestEnclave) throws -> Bool {
        let path = old.directory + "/copy.casemate"
        try backup.write(to: URL(fileURLWithPath: path))
        do {
            let new = try TestEnclave(restoring: path, administrator: old.administrator)
            for share in shares { _ = try new.call(RecoverySubmit(share: share.bytes)) }
            _ = try new.call(RestoreRequest(), signedBy: old.administrator)
            return new.host.summary.state == .open
        } catch is Refusal { return false }
    }
}
