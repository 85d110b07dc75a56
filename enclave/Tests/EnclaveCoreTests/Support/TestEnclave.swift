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
    var refusesEvidence = false

    func sealingKey(context: [UInt8]) throws(PlatformError) -> SealingKey {
        guard let key else { return .unavailable(reason: "none") }
        return .key(key)
    }

    /// The report data and the mode, as they came.
    func evidence(reportData: ReportData, mode: StateMode) throws(PlatformError) -> Evidence {
        guard !refusesEvidence else { throw PlatformError("no evidence here", remedy: "mend it") }
        return Evidence(.quote, reportData.bytes + [mode.rawValue])
    }
}

/// An enclave in a temporary directory, called as the edge calls it.
final class TestEnclave {
    let directory: String
    let clock: TestClock
    let administrator: LiveKey
    private var held: EnclaveHost?
    private var platform: any TEEPlatform
    private var configuration: EnclaveConfiguration
    private var nextID: UInt64 = 1

    /// `fixture` is a state directory to open a copy of; `configure` changes what every start is given.
    init(
        development: Bool = false, platform: any TEEPlatform = MemoryPlatform(), restoring backup: String? = nil,
        administrator: LiveKey? = nil, fixture: URL? = nil, clock: TestClock = TestClock(),
        configure: (inout EnclaveConfiguration) -> Void = { _ in }
    ) throws {
        let base = FileManager.default.temporaryDirectory.appendingPathComponent("casemate-\(UUID().uuidString)")
        directory = base.appendingPathComponent("state").path
        try FileManager.default.createDirectory(
            atPath: fixture == nil ? directory : base.path, withIntermediateDirectories: true)
        if let fixture { try FileManager.default.copyItem(atPath: fixture.path, toPath: directory) }
        self.clock = clock
        self.administrator = try administrator ?? LiveKey.generate(.ed25519)
        self.platform = platform
        configuration = Self.configuration(directory, clock, self.administrator, development)
        configure(&configuration)
        var first = configuration
        first.restore = backup
        held = try EnclaveHost(patiently: first, on: platform)
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

    /// What the edge would hold; there is none after a restart that was refused.
    var host: EnclaveHost {
        guard let held else { preconditionFailure("the last start was refused") }
        return held
    }

    /// Stops, cleanly or as a kill does, and opens the same state again.
    func restart(
        platform: (any TEEPlatform)? = nil, after seconds: Int64 = 0, cleanly: Bool = true,
        configure: (inout EnclaveConfiguration) -> Void = { _ in }
    ) throws {
        if cleanly { host.shutdown() }
        held = nil
        configure(&configuration)
        clock.pass(seconds: seconds)
        if let platform { self.platform = platform }
        held = try EnclaveHost(patiently: configuration, on: self.platform)
    }

    /// One call; long work is done on the spot, as the slow thread would.
    func call<Request: EnclaveRequest>(
        _ request: Request, as identity: String = "default", signedBy key: LiveKey? = nil, sealed: Bool = true,
        challenge: [UInt8]? = nil
    ) throws -> Request.Answer {
        try call(request, as: identity, signedByAll: key.map { [$0] } ?? [], sealed: sealed, challenge: challenge)
    }

    /// One call with the signatures of several administrators.
    func call<Request: EnclaveRequest>(
        _ request: Request, as identity: String = "default", signedByAll keys: [LiveKey], sealed: Bool = true,
        challenge: [UInt8]? = nil
    ) throws -> Request.Answer {
        var body = request.encoded
        if !keys.isEmpty { body = try authorization(of: Request.operation, body, keys, challenge).encoded + body }
        return try Request.Answer(
            decoding: try raw(
                Request.operation.rawValue, body, as: identity, isAuthorized: !keys.isEmpty, sealed: sealed))
    }

    /// The code a call is refused with; nil when it is answered.
    func refusal<Request: EnclaveRequest>(
        of request: Request, as identity: String = "default", signedByAll keys: [LiveKey] = [], sealed: Bool = true
    ) -> Refusal.Code? {
        do {
            _ = try call(request, as: identity, signedByAll: keys, sealed: sealed)
            return nil
        } catch let refusal as Refusal { return refusal.code } catch { return .internalError }
    }

    func raw(
        _ operation: UInt16, _ body: [UInt8], as identity: String, isAuthorized: Bool, sealed: Bool = true
    ) throws -> [UInt8] {
        nextID += 1
        let header = FrameHeader(
            bodyLength: body.count, kind: .request, isAuthorized: isAuthorized, operation: operation,
            requestID: nextID)
        var outcome = host.handle(Call(identity: identity, isSealed: sealed, header: header, body: body))
        while case .later(_, let work) = outcome { outcome = work() }
        let reply: Reply
        switch outcome {
        case .done(let done, _): reply = done
        case .when(let give):
            guard let given = give() else { throw Refusal(.unconfirmed, "the answer waits for another member") }
            reply = given
        case .later: throw Refusal(.internalError, "no outcome")
        }
        switch reply {
        case .answer(let bytes): return bytes
        case .refusal(let refusal): throw refusal
        }
    }

    func authorization(
        of operation: EnclaveOperation, _ body: [UInt8], _ key: LiveKey, _ challenge: [UInt8]? = nil
    ) throws -> Authorization { try authorization(of: operation, body, [key], challenge) }

    func authorization(
        of operation: EnclaveOperation, _ body: [UInt8], _ keys: [LiveKey], _ challenge: [UInt8]? = nil
    ) throws -> Authorization {
        let challenge = try challenge ?? call(ChallengeRequest()).bytes
        let content = AuthorizedContent.bytes(
            instanceID: host.hello(identity: "", requiresSession: false, version: 1).instanceID, operation: operation,
            challenge: challenge, body: body)
        return Authorization(
            challenge: challenge,
            signatures: try keys.map { key in
                AdministratorSignature(
                    keyFingerprint: Administrators.fingerprint(of: key.publicKeySPKI ?? []),
                    signature: try key.sign(message: content, using: #require(key.defaultSignature)))
            })
    }

    /// The enclave behind the edge.
    var core: Enclave {
        get throws {
            guard case .open(let enclave) = host.current else { throw Refusal(.stateLocked, "not open") }
            return enclave
        }
    }

    /// Every audit line so far.
    func audit() throws -> [String] {
        try export().dropFirst().map { String(decoding: $0, as: UTF8.self) }
    }

    /// The whole audit as a file of its own: a header line, then the entries.
    func export() throws -> [[UInt8]] {
        host.tick()
        let journal = try core.journal
        try journal.flush()
        var page = try journal.exportAudit(from: 1, limit: 1000)
        var lines = [page.header] + page.lines
        while let next = page.next {
            page = try journal.exportAudit(from: next, limit: 1000)
            lines += page.lines
        }
        return lines
    }
}

extension EnclaveHost {
    /// Waits a little for the directory's lock: a program that another test starts holds it, too, until its exec.
    convenience init(patiently configuration: EnclaveConfiguration, on platform: any TEEPlatform) throws {
        for _ in 0..<200 {
            do throws(Refusal) {
                try self.init(configuration, on: platform)
                return
            } catch {
                guard error.code == .busy else { throw error }
                usleep(10_000)
            }
        }
        try self.init(configuration, on: platform)
    }
}

/// Clocks a test moves by hand; milliseconds.
final class TestClock: Sendable {
    private let times: Mutex<(wall: Int64, monotonic: Int64)>

    init(wall: Int64 = 1_790_000_000_000) { times = Mutex((wall, 1_000_000)) }

    /// Begins at the host's time, which evidence of the software platform carries.
    static var ofTheHost: TestClock { TestClock(wall: EnclaveConfiguration(directory: "").wallClock()) }

    var wall: Int64 { times.withLock { $0.wall } }
    var monotonic: Int64 { times.withLock { $0.monotonic } }

    func pass(seconds: Int64) { times.withLock { $0 = ($0.wall + seconds * 1000, $0.monotonic + seconds * 1000) } }
    func jump(seconds: Int64) { times.withLock { $0.wall += seconds * 1000 } }
}
