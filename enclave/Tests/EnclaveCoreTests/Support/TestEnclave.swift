import EnclaveProtocol
import Foundation
import Journal
import KeyOperations
import SealedSession
import Synchronization
import TEEPlatform
import Testing

@testable import EnclaveCore

/// A sealing key in memory: a real platform for the core, without files.
struct MemoryPlatform: TEEPlatform {
    let identity = PlatformIdentity(platform: "memory", measurement: "00", sealing: "memory")
    var key: [UInt8]? = [UInt8](repeating: 7, count: 32)

    func sealingKey(context: [UInt8]) throws(PlatformError) -> SealingKey {
        guard let key else { return .unavailable(reason: "none") }
        return .key(key)
    }
}

/// An enclave in a temporary directory, called as the edge calls it.
final class TestEnclave {
    let directory: String
    let clock: TestClock
    let administrator: LiveKey
    private var opened: EnclaveHost?
    private var platform: MemoryPlatform
    private let isDevelopment: Bool
    private var nextID: UInt64 = 1

    init(
        development: Bool = false, platform: MemoryPlatform = MemoryPlatform(), restoring backup: String? = nil,
        administrator: LiveKey? = nil
    ) throws {
        let base = FileManager.default.temporaryDirectory.appendingPathComponent("casemate-\(UUID().uuidString)")
        directory = base.appendingPathComponent("state").path
        try FileManager.default.createDirectory(atPath: directory, withIntermediateDirectories: true)
        clock = TestClock()
        self.administrator = try administrator ?? LiveKey.generate(.ed25519)
        self.platform = platform
        isDevelopment = development
        var configuration = Self.configuration(directory, clock, self.administrator, development)
        configuration.restore = backup
        opened = try EnclaveHost(configuration, on: platform)
    }

    /// The host behind the present start.
    var host: EnclaveHost {
        guard let opened else { preconditionFailure("the last start failed") }
        return opened
    }

    deinit { try? FileManager.default.removeItem(atPath: (directory as NSString).deletingLastPathComponent) }

    private static func configuration(
        _ directory: String, _ clock: TestClock, _ administrator: LiveKey, _ development: Bool
    ) -> EnclaveConfiguration {
        var configuration = EnclaveConfiguration(directory: directory)
        configuration.administrators = [administrator.publicKeySPKI ?? []]
        configuration.isDevelopment = development
        configuration.wallClock = { clock.wall }
        configuration.monotonicClock = { clock.monotonic }
        return configuration
    }

    /// Stops cleanly and opens the same state again.
    func restart(platform: MemoryPlatform? = nil, after seconds: Int64 = 0) throws {
        host.shutdown()
        opened = nil
        clock.pass(seconds: seconds)
        if let platform { self.platform = platform }
        opened = try EnclaveHost(
            Self.configuration(directory, clock, administrator, isDevelopment), on: self.platform)
    }

    /// One call; long work is done on the spot, as the slow thread would.
    func call<Request: EnclaveRequest>(
        _ request: Request, as identity: String = "default", signedBy key: LiveKey? = nil, sealed: Bool = true,
        challenge: [UInt8]? = nil
    ) throws -> Request.Answer {
        var body = request.encoded
        if let key { body = try authorization(of: Request.operation, body, key, challenge).encoded + body }
        return try Request.Answer(
            decoding: try raw(Request.operation.rawValue, body, as: identity, isAuthorized: key != nil, sealed: sealed))
    }

    func raw(
        _ operation: UInt16, _ body: [UInt8], as identity: String, isAuthorized: Bool, sealed: Bool = true
    ) throws -> [UInt8] {
        nextID += 1
        let header = FrameHeader(
            bodyLength: body.count, kind: .request, isAuthorized: isAuthorized, operation: operation,
            requestID: nextID)
        var outcome = host.handle(Call(identity: identity, isSealed: sealed, header: header, body: body))
        while case .later(let work) = outcome { outcome = work() }
        guard case .done(let reply, _) = outcome else { throw Refusal(.internalError, "no outcome") }
        switch reply {
        case .answer(let bytes): return bytes
        case .refusal(let refusal): throw refusal
        }
    }

    func authorization(
        of operation: EnclaveOperation, _ body: [UInt8], _ key: LiveKey, _ challenge: [UInt8]? = nil
    ) throws -> Authorization {
        let challenge = try challenge ?? call(ChallengeRequest()).bytes
        let content = AuthorizedContent.bytes(
            instanceID: host.hello(identity: "", requiresSession: false, version: 1).instanceID, operation: operation,
            challenge: challenge, body: body)
        let signature = try key.sign(message: content, using: try #require(key.defaultSignature))
        return Authorization(
            challenge: challenge,
            signatures: [
                AdministratorSignature(
                    keyFingerprint: Administrators.fingerprint(of: key.publicKeySPKI ?? []), signature: signature)
            ])
    }

    /// Every audit line so far.
    func audit() throws -> [String] {
        host.tick()
        guard case .open(let enclave) = host.current else { return [] }
        try enclave.journal.flush()
        return try enclave.journal.exportAudit(from: 1, limit: 1000).lines.map { String(decoding: $0, as: UTF8.self) }
    }
}

/// Clocks a test moves by hand; milliseconds.
final class TestClock: Sendable {
    private let times = Mutex((wall: Int64(1_790_000_000_000), monotonic: Int64(1_000_000)))

    var wall: Int64 { times.withLock { $0.wall } }
    var monotonic: Int64 { times.withLock { $0.monotonic } }

    func pass(seconds: Int64) { times.withLock { $0 = ($0.wall + seconds * 1000, $0.monotonic + seconds * 1000) } }
    func jump(seconds: Int64) { times.withLock { $0.wall += seconds * 1000 } }
}
