import Dispatch
import EnclaveProtocol
import Foundation
import Journal
import KeyOperations
import Synchronization
import Testing

@testable import EnclaveCore

@Suite("Compaction and cache")
struct CompactionTests {
    private func files(of enclave: TestEnclave, _ prefix: String) throws -> Set<String> {
        Set(try FileManager.default.contentsOfDirectory(atPath: enclave.directory).filter { $0.hasPrefix(prefix) })
    }

    /// Four threads make, use and rotate keys while the journal is compacted over and over, as in a running enclave.
    @Test func runsWhileKeysAreMadeUsedAndRotated() throws {
        let enclave = try TestEnclave(development: true)
        _ = try enclave.call(KeyGenerate(key: .simple("shared")))
        let threads = Threads()
        let host = enclave.host
        threads.start { host.runJournal() }
        let failures = Mutex<[String]>([])
        let workers = Threads()
        for worker in 0..<4 {
            workers.start {
                for index in 0..<25 {
                    let name = "k\(worker)-\(index)"
                    for request in [
                        KeyGenerate(key: .simple(name)).call, KeyRotate(key: .name(name)).call,
                        KeyRotate(key: .name("shared")).call,
                        KeySign(key: .name(name), scheme: .ecdsa, hash: .sha256, isDigest: false, input: [1]).call,
                    ] {
                        guard case .done(.refusal(let refusal), _) = host.handle(request) else { continue }
                        failures.withLock { $0.append("\(name): \(refusal.message)") }
                    }
                }
            }
        }
        let journal = try enclave.core.journal
        var compactions = 0
        repeat {
            try journal.compact()
            compactions += 1
            usleep(5_000)
        } while !workers.areDone
        workers.join()
        #expect(failures.withLock { $0 } == [])
        try journal.compact()
        host.shutdown()
        threads.join()
        let again = try TestEnclave(fixture: URL(filePath: enclave.directory))
        for worker in 0..<4 {
            for index in 0..<25 {
                let info = try again.call(KeyShow(key: .name("k\(worker)-\(index)")))
                #expect(info.versions.count == 2)
                #expect(again.canSign(info.name, .p256, publicKey: info.publicKey))
            }
        }
        #expect(try again.call(KeyShow(key: .name("shared"))).versions.count == 101)
        var verifier = AuditVerifier()
        for line in try again.export() { verifier.consume(line + [UInt8(ascii: "\n")]) }
        #expect(verifier.finish().ok)
        print("compactions under work: \(compactions)")
    }

    /// With the domain key at hand and every file that is left, the private key is nowhere.
    @Test func aDestroyedKeyIsGoneFromACompactedState() throws {
        let enclave = try TestEnclave(development: true)
        let key = try LiveKey.generate(.p256)
        let clear = KeyImportClear(
            name: "k", purpose: .sign, audit: .counted, privateKey: key.pkcs8 ?? [], isSymmetric: false)
        _ = try enclave.call(clear, signedBy: enclave.administrator)
        #expect(try holds(enclave, key.stored), "the search finds a key that is there")
        try enclave.core.journal.compact()
        #expect(try holds(enclave, key.stored))
        _ = try enclave.call(KeyDestroy(key: .name("k")), signedBy: enclave.administrator)
        let segments = try files(of: enclave, "journal-")
        let snapshots = try files(of: enclave, "snapshot-")
        try enclave.core.journal.compact()
        #expect(try segments.isDisjoint(with: files(of: enclave, "journal-")))
        #expect(try snapshots.isDisjoint(with: files(of: enclave, "snapshot-")))
        #expect(try !holds(enclave, key.stored))
        try enclave.restart()
        #expect(try !holds(enclave, key.stored))
        #expect(try enclave.call(KeyShow(key: .name("k"))).state == .destroyed)
        let sign = KeySign(key: .name("k"), scheme: .ecdsa, hash: .sha256, isDigest: false, input: [1])
        #expect(enclave.refusal(of: sign) == .keyNotActive)
    }

    private func holds(_ enclave: TestEnclave, _ secret: [UInt8]) throws -> Bool {
        let journal = try enclave.core.journal
        var isFound = false
        for kind in UInt8.min...UInt8.max {
            try journal.forEachLive(kind: kind) { _, bytes in
                isFound = isFound || Data(bytes).range(of: Data(secret)) != nil
            }
        }
        return isFound
    }

    /// Secret memory for two or three keys, and forty in use.
    @Test func everyKeyIsUsableThroughATinyCache() throws {
        let enclave = try TestEnclave(development: true) { $0.keyCacheBudget = 4_096 }
        var keys: [KeyInfo] = []
        for index in 0..<40 {
            let algorithm: KeyAlgorithm = index % 20 == 0 ? .rsa2048 : index % 2 == 0 ? .ed25519 : .p256
            keys.append(try enclave.call(KeyGenerate(key: .simple("k\(index)", algorithm))))
        }
        for _ in 0..<3 {
            for info in keys.shuffled() {
                #expect(enclave.canSign(info.name, info.algorithm, publicKey: info.publicKey), "\(info.name)")
                let (held, count) = try enclave.core.state.withLock { ($0.keys.held, $0.keys.count) }
                #expect(held <= 4_096 || count == 1)
            }
        }
    }
}

extension EnclaveRequest {
    /// The call a caller in development mode makes.
    fileprivate var call: Call {
        let body = encoded
        let header = FrameHeader(
            bodyLength: body.count, kind: .request, isAuthorized: false, operation: Self.operation.rawValue,
            requestID: 1)
        return Call(identity: "default", isSealed: true, header: header, body: body)
    }
}

/// Threads of a test, waited for together.
private final class Threads: Sendable {
    private let group = DispatchGroup()

    func start(_ body: @escaping @Sendable () -> Void) {
        group.enter()
        Thread.detachNewThread { [group] in
            body()
            group.leave()
        }
    }

    var areDone: Bool { group.wait(timeout: .now()) == .success }

    func join() { group.wait() }
}
