internal import EnclaveProtocol
internal import Logging
internal import ServiceKit
internal import ServiceLifecycle
internal import Synchronization

/// Knows at any moment which key seals and whether the enclave can use it, without asking: a loop asks beforehand.
///
/// Each round shows the keys (so a rotation is noticed), then seals and opens 32 bytes as a request would.
final class KeyMonitor: Service, Sendable {
    private static let interval = Duration.seconds(8)
    private static let intervalAfterFailure = Duration.seconds(1)
    private static let tick = Duration.milliseconds(250)

    private let names: KeyNames
    private let link: EnclaveLink
    private let health: Health
    private let logger: Logger
    private let state = Mutex(KeyProof())
    private let lastReport = Mutex<KMSError?>(KMSError(.unavailable, KeyMonitor.unused))
    private let refreshes = SharedCalls<KeyNames, KeySet>()

    /// A monitor whose `run` keeps it up to date.
    init(_ names: KeyNames, link: EnclaveLink, health: Health, logger: Logger) {
        self.names = names
        self.link = link
        self.health = health
        self.logger = logger
        health.impaired(Self.subject, Self.unused)
    }

    func run() async throws {
        await cancelWhenGracefulShutdown {
            while !Task.isCancelled {
                let generation = self.link.generation
                let isProven = await self.probe()
                await self.rest(isProven ? Self.interval : Self.intervalAfterFailure, while: generation)
            }
        }
    }

    /// The version that seals, when sealing and opening with it worked in the last 10 s; else why not.
    func proven() throws(KMSError) -> KeyVersionID {
        try state.withLock { $0.proven(at: .now) }.get()
    }

    /// The keys as last shown; asks for them when they were never shown.
    func keys() async throws(KMSError) -> KeySet {
        do throws(KMSError) {
            return try state.withLock { state throws(KMSError) in try state.required() }
        } catch {
            return try await refreshed()
        }
    }

    /// The keys as the enclave shows them now; callers at the same time share one answer.
    func refreshed() async throws(KMSError) -> KeySet {
        try await refreshes.value(for: names) { () async throws(KMSError) in try await self.show() }
    }

    /// Takes a key that replaced the one of its name, after the operator said so.
    func reload() async throws {
        state.withLock { $0 = KeyProof() }
        _ = try await refreshed()
        if await !probe() { _ = try proven() }
    }

    private func show() async throws(KMSError) -> KeySet {
        let current = try await link.call(KeyShow(key: names.current))
        var previous: [KeyInfo] = []
        for selector in names.previous { previous.append(try await link.call(KeyShow(key: selector))) }
        let keys = try KeySet(current: current, previous: previous)
        try state.withLock { state throws(KMSError) in
            if let known = state.keys {
                try known.requireSuccessor(keys)
                guard known != keys else { return }
            }
            state.learned(keys)
            guard let sealing = try? keys.sealing() else { return }
            logger.notice("key", metadata: ["keyId": "\(sealing)"])
        }
        return keys
    }

    private func probe() async -> Bool {
        do throws(KMSError) {
            let keys = try await refreshed()
            try await RoundTrip(link: link).run(try keys.sealing())
            state.withLock { $0.proved(keys, at: .now) }
        } catch {
            state.withLock { $0.failed(error) }
            logger.debug("round trip failed", metadata: ["reason": "\(error)"])
        }
        return report()
    }

    /// Sleeps, but not longer than the connection is the same one; keeps readiness true to the proof's age meanwhile.
    private func rest(_ duration: Duration, while generation: UInt64) async {
        let end = ContinuousClock.now + duration
        while ContinuousClock.now < end, link.generation == generation {
            guard (try? await Task.sleep(for: Self.tick)) != nil else { return }
            _ = report()
        }
    }

    private static let subject = "kms"
    private static let unused = "the key has not been used yet"

    private func report() -> Bool {
        do throws(KMSError) {
            _ = try proven()
            if isNews(nil) { logger.notice("ready") }
            health.restored(Self.subject)
            return true
        } catch {
            if isNews(error) { logger.error("not ready", metadata: ["reason": "\(error)"]) }
            health.impaired(Self.subject, "\(error)")
            return false
        }
    }

    /// True when this is another report than the last one.
    private func isNews(_ error: KMSError?) -> Bool {
        lastReport.withLock { last in
            defer { last = error }
            return last != error
        }
    }
}
