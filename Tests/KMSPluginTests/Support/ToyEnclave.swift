import EnclaveClient
import EnclaveProtocol
import FakeEnclave
import Foundation
import Logging
import ServiceKit
import Synchronization
import Telemetry

@testable import KMSPlugin

/// A scripted enclave with one wrap key that remembers what it sealed, and the plugin's parts connected to it.
final class ToyEnclave: Sendable {
    struct Message: Hashable {
        let context: [UInt8]
        let ciphertext: [UInt8]
    }

    let fake: FakeEnclave
    let link: EnclaveLink
    let monitor: KeyMonitor
    let envelopes: Envelopes
    let health = Health()
    /// What KeyShow says; sealing uses `sealingVersion` when it is set.
    let key = Mutex(KeyInfo.wrap(1, created: [10]))
    let sealingVersion = Mutex<UInt32?>(nil)
    private let sealed = Mutex<[Message: [UInt8]]>([:])

    init(limits: DecryptLimits = DecryptLimits(), decryptTakes seconds: Double = 0) throws {
        let logger = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
        fake = try FakeEnclave()
        link = EnclaveLink(
            to: try EnclaveAddress(fake.address), configuration: ConnectionConfiguration(), logger: logger)
        monitor = KeyMonitor(KeyNames(current: .name("kek")), link: link, health: health, logger: logger)
        envelopes = Envelopes(
            link: link, monitor: monitor, gate: DecryptGate(limits, metrics: MetricsRegistry(), logger: logger))
        script(decryptTakes: seconds)
    }

    private func script(decryptTakes seconds: Double) {
        fake.on(KeyShow.self) { [unowned self] _, _ in .success(key.withLock { $0 }) }
        fake.on(EncryptRequest.self) { [unowned self] request, _ in
            let newest = UInt32(key.withLock { $0.versions.count })
            let version = sealingVersion.withLock { $0 } ?? newest
            let message = Message(context: request.context, ciphertext: [UInt8](UUID().uuidString.utf8))
            sealed.withLock { $0[message] = request.plaintext }
            return .success(EncryptAnswer(ciphertext: message.ciphertext, version: version))
        }
        fake.on(DecryptRequest.self) { [unowned self] request, _ in
            Thread.sleep(forTimeInterval: seconds)
            let message = Message(context: request.context, ciphertext: request.ciphertext)
            guard let plaintext = sealed.withLock({ $0[message] }) else {
                return .failure(Refusal(.decryptionFailed, "the message was altered"))
            }
            return .success(Blob(plaintext))
        }
    }

    /// Calls of one operation so far.
    func count(_ operation: EnclaveOperation) -> Int { fake.calls.count { $0.operation == operation } }

    /// Runs `body` while the link and, if asked for, the monitor run.
    func running(monitored: Bool = false, _ body: @Sendable () async throws -> Void) async throws {
        try await withThrowingTaskGroup { group in
            group.addTask { try await self.link.run() }
            if monitored { group.addTask { try await self.monitor.run() } }
            try await body()
            group.cancelAll()
        }
    }
}
