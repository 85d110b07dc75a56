import EnclaveProtocol
import FakeEnclave
import Logging
import ServiceKit
import Synchronization
import Testing

@testable import KMSPlugin

@Suite("Starting with a key and its backup", .timeLimit(.minutes(2)))
struct BackupWatchTests {
    /// An enclave whose status says when the newest backup was made, and a watch of its key.
    private final class Watched: Sendable {
        let enclave: ToyEnclave
        let watch: BackupWatch
        let backup = Mutex<Int64?>(nil)

        init(created: [Int64], acceptsLoss: Bool = false, isDevelopment: Bool = false) throws {
            enclave = try ToyEnclave()
            enclave.key.withLock { $0 = .wrap(1, created: created) }
            watch = BackupWatch(
                .name("kek"), link: enclave.link, monitor: enclave.monitor, health: enclave.health,
                acceptsLoss: acceptsLoss, logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() })
            enclave.fake.on(StatusRequest.self) { [unowned self] _, _ in
                var facts = [StatusFact("development", String(isDevelopment))]
                if let backup = backup.withLock({ $0 }) { facts.append(StatusFact("backupCreated", String(backup))) }
                return .success(StatusAnswer(facts: facts))
            }
        }

        /// Looks as the daemon does, with a backup of that second or none.
        func look(backup time: Int64?) async throws {
            backup.withLock { $0 = time }
            try await watch.look()
        }
    }

    @Test("A version younger than the backup is refused at the start", arguments: [nil, 9, 15, 19])
    func refusesAtStart(backup: Int64?) async throws {
        let watched = try Watched(created: [10, 20])
        try await watched.enclave.running {
            let error = await #expect(throws: ServiceError.self) { try await watched.look(backup: backup) }
            #expect(error?.code == "no-backup")
            #expect(error?.remedy.contains("casemate backup create") == true)
            #expect(error?.remedy.contains("--accept-loss") == true)
        }
    }

    @Test("It starts with a whole backup, under --accept-loss and in development, and says nothing")
    func starts() async throws {
        for (watched, backup) in try [
            (Watched(created: [10, 20]), 20), (Watched(created: [10, 20], acceptsLoss: true), nil),
            (Watched(created: [10], isDevelopment: true), nil),
        ] as [(Watched, Int64?)] {
            try await watched.enclave.running {
                try await watched.look(backup: backup)
                #expect(watched.watch.isSafe && watched.enclave.health.cautions.isEmpty)
            }
        }
    }

    @Test("A rotation while it runs is a warning beside readiness until the next backup, and no other may follow")
    func rotation() async throws {
        let watched = try Watched(created: [10])
        let (enclave, watch) = (watched.enclave, watched.watch)
        try await enclave.running {
            try await watched.look(backup: 15)
            let impairments = enclave.health.impairments
            enclave.key.withLock { $0 = .wrap(1, created: [10, 20]) }
            try await watched.look(backup: 15)
            #expect(!watch.isSafe)
            #expect(enclave.health.cautions.count == 1)
            #expect(enclave.health.cautions.first?.contains("its newest version is in none") == true)
            #expect(enclave.health.impairments == impairments, "it does not hold readiness back")
            try await watched.look(backup: 21)
            #expect(watch.isSafe && enclave.health.cautions.isEmpty)
        }
    }

    @Test("What is due is rotated only when the version before is safe")
    func schedule() async throws {
        let watched = try Watched(created: [10])
        let enclave = watched.enclave
        enclave.fake.on(KeyRotate.self) { _, _ in
            .success(
                enclave.key.withLock { key in
                    key = .wrap(1, created: key.versions.map(\.created) + [20])
                    return key
                })
        }
        let rotator = KeyRotator(
            schedule: RotationSchedule(period: 1), key: .name("kek"), link: enclave.link, monitor: enclave.monitor,
            watch: watched.watch, logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() })
        try await enclave.running(monitored: true) {
            try await watched.look(backup: 15)
            while (try? enclave.monitor.proven()) == nil { try await Task.sleep(for: .milliseconds(20)) }
            await rotator.rotateIfDue()
            #expect(enclave.count(.keyRotate) == 1)
            #expect(!watched.watch.isSafe, "it looked at once")
            await rotator.rotateIfDue()
            #expect(enclave.count(.keyRotate) == 1)
            try await watched.look(backup: 20)
            await rotator.rotateIfDue()
            #expect(enclave.count(.keyRotate) == 2)
        }
    }
}
