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

    private struct State {
        /// Nil until the source of the keys has named them.
        var names: KeyNames?
        /// The names whose keys `proof` holds.
        var shown: KeyNames?
        var shownAt: ContinuousClock.Instant?
        /// Why no key may be used, whatever the enclave can do.
        var hold: KMSError?
        var proof = KeyProof()
    }

    private let link: EnclaveLink
    private let health: Health
    private let logger: Logger
    private let state: Mutex<State>
    private let lastReport = Mutex<KMSError?>(KMSError(.unavailable, KeyMonitor.unused))
    private let refreshes = SharedCalls<KeyNames, KeySet>()

    /// A monitor whose `run` keeps it up to date. No key is used before it has names, nor under a `hold`.
    init(_ names: KeyNames?, hold: KMSError? = nil, link: EnclaveLink, health: Health, logger: Logger) {
        state = Mutex(State(names: names, hold: hold))
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
        try state.withLock { state throws(KMSError) in
            if let hold = state.hold { throw hold }
            return try state.proof.proven(at: .now).get()
        }
    }

    /// The keys as last shown; asks for them when they were never shown.
    func keys() async throws(KMSError) -> KeySet {
        do throws(KMSError) {
            return try state.withLock { state throws(KMSError) in
                if let hold = state.hold { throw hold }
                return try state.proof.required()
            }
        } catch {
            return try await refreshed()
        }
    }

    /// Uses other keys from now on; the ones before count until these have been shown.
    func select(_ names: KeyNames) async throws(KMSError) {
        let isNew = state.withLock { state in
            defer { state.names = names }
            return state.names != names
        }
        guard isNew else { return }
        _ = try await refreshed()
        _ = await probe()
    }

    /// Uses no key from now on, or again with nil.
    func hold(_ reason: KMSError?) {
        state.withLock { $0.hold = reason }
    }

    /// The keys as the enclave shows them now; callers at the same time share one answer.
    func refreshed() async throws(KMSError) -> KeySet {
        let names = try state.withLock { state throws(KMSError) in
            if let hold = state.hold { throw hold }
            guard let names = state.names else { throw KMSError.notNamed }
            return names
        }
        return try await refreshes.value(for: names) { () async throws(KMSError) in try await self.show(names) }
    }

    /// The keys as they were shown at most `age` ago: what keeps a stream of foreign key ids from the enclave.
    func keys(notOlderThan age: Duration) async throws(KMSError) -> KeySet {
        let shownAt = state.withLock { $0.shownAt }
        if let shownAt, ContinuousClock.now - shownAt <= age { return try await keys() }
        return try await refreshed()
    }

    /// Takes a key that replaced the one of its name, after the operator said so.
    func reload() async throws {
        state.withLock { $0.proof = KeyProof() }
        _ = try await refreshed()
        if await !probe() { _ = try proven() }
    }

    private func show(_ names: KeyNames) async throws(KMSError) -> KeySet {
        var current: KeySet.Member?
        if let choice = names.current { current = try await member(choice) }
        var previous: [KeySet.Member] = []
        for choice in names.previous { previous.append(try await member(choice)) }
        let keys = try KeySet(current: current, previous: previous, forbidden: names.forbidden)
        try state.withLock { state throws(KMSError) in
            state.shownAt = .now
            if let known = state.proof.keys, state.shown == names {
                try known.requireSuccessor(keys)
                guard known != keys else { return }
            }
            state.proof.learned(keys)
            state.shown = names
            guard let sealing = try? keys.sealing() else { return }
            logger.notice("key", metadata: ["keyId": "\(sealing)"])
        }
        return keys
    }

    private func member(_ choice: KeyNames.Choice) async throws(KMSError) -> KeySet.Member {
        KeySet.Member(info: try await link.call(KeyShow(key: choice.selector)), origin: choice.origin)
    }

    private func probe() async -> Bool {
        do throws(KMSError) {
            let keys = try await refreshed()
            try await RoundTrip(link: link).run(try keys.sealing())
            state.withLock { $0.proof.proved(keys, at: .now) }
        } catch {
            state.withLock { $0.proof.failed(error) }
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

extension KMSError {
    fileprivate static let notNamed = KMSError(.unavailable, "The source of the keys has not answered yet.")
}
