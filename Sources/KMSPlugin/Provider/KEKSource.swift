internal import FoundationEssentials
internal import Logging
internal import ServiceLifecycle
internal import Synchronization
internal import Telemetry

/// Asks the source of the keys at regular times, brings new ones into the enclave, and says which may be used.
final class KEKSource: Service, Sendable {
    /// How often the source is asked.
    static let interval = Duration.seconds(20)
    private static let tick = Duration.seconds(1)

    private struct State {
        var lease: Lease
        var asked: ContinuousClock.Instant?
        /// Why the last question had no answer; nil when it had one.
        var failure: KMSError?
        /// True once keys were named, in this process or an earlier one.
        var hasNames = false
    }

    private let importer: KEKImporter
    private let prefix: String
    private let record: LeaseFile?
    private let monitor: KeyMonitor
    private let logger: Logger
    private let state: Mutex<State>

    /// A source whose `run` keeps `monitor` up to date; `record` is for providers that are remote.
    init(_ importer: KEKImporter, prefix: String, lease: Duration, record: LeaseFile?, monitor: KeyMonitor) {
        self.importer = importer
        self.prefix = prefix
        self.record = importer.provider.isRemote ? record : nil
        self.monitor = monitor
        logger = importer.logger
        state = Mutex(State(lease: Lease(length: lease)))
    }

    /// Adds the gauges, read at each scrape.
    func register(with metrics: MetricsRegistry) {
        let kind = importer.provider.kind
        metrics.gauge("casemate_kms_source_up", "1 when the source of the keys last answered.", labels: ["kind"]) {
            [([kind], self.state.withLock { $0.asked != nil && $0.failure == nil ? 1 : 0 })]
        }
        guard importer.provider.isRemote else { return }
        metrics.gauge("casemate_kms_lease_seconds", "What is left of the lease.") {
            [([], self.state.withLock { $0.lease.remaining(at: .now) } / .seconds(1))]
        }
    }

    func run() async throws {
        await cancelWhenGracefulShutdown {
            await self.resume()
            while !Task.isCancelled {
                if self.isDue { await self.ask() }
                self.judge(at: .now)
                try? await Task.sleep(for: Self.tick)
            }
        }
    }

    private var isDue: Bool {
        state.withLock { state in
            guard let asked = state.asked, state.failure == nil || state.hasNames else { return true }
            return ContinuousClock.now - asked >= Self.interval
        }
    }

    /// Uses the keys that an earlier process was told of, while their lease lasts.
    private func resume() async {
        guard let record = record?.read(), record.kind == importer.provider.kind, let keys = record.descriptions else {
            return
        }
        let now = Int64(Date().timeIntervalSince1970)
        state.withLock { state in
            state.lease.resume(confirmedAt: record.confirmed, now: now, at: .now)
            state.hasNames = true
        }
        guard state.withLock({ $0.lease.remaining(at: .now) > .zero }) else { return }
        await use(KEKPlan(keys, prefix: prefix))
    }

    private func ask() async {
        do throws(KMSError) {
            let keys = try await described()
            let plan = KEKPlan(keys, prefix: prefix)
            try await importer.run(plan)
            await use(plan)
            try remember(keys)
            report(nil)
        } catch {
            report(error)
        }
    }

    private func described() async throws(KMSError) -> [KEKDescription] {
        do throws(KEKProviderError) {
            return try await importer.provider.keys()
        } catch {
            throw KMSError(error, of: importer.provider.kind)
        }
    }

    private func use(_ plan: KEKPlan) async {
        do throws(KMSError) {
            state.withLock { $0.hasNames = true }
            try await monitor.select(plan.names)
        } catch {
            // The monitor asks again, and reports by itself.
            logger.debug("keys not shown", metadata: ["reason": "\(error)"])
        }
    }

    private func remember(_ keys: [KEKDescription]) throws(KMSError) {
        state.withLock { $0.lease.confirm(at: .now) }
        guard let record else { return }
        let confirmed = Int64(Date().timeIntervalSince1970)
        do throws(KEKProviderError) {
            try record.write(LeaseRecord(kind: importer.provider.kind, confirmed: confirmed, keys: keys))
        } catch {
            throw KMSError(error, of: importer.provider.kind)
        }
    }

    private func report(_ error: KMSError?) {
        let isNews = state.withLock { state in
            defer { (state.failure, state.asked) = (error, .now) }
            return state.failure != error
        }
        guard isNews else { return }
        if let error {
            logger.warning("no answer from the source of the keys", metadata: ["reason": "\(error)"])
        } else {
            logger.notice("the source of the keys answers again")
        }
    }

    /// No key is used before the source named one, nor once the lease is over.
    private func judge(at now: ContinuousClock.Instant) {
        let state = state.withLock { (lease: $0.lease, failure: $0.failure, hasNames: $0.hasNames) }
        guard importer.provider.isRemote || !state.hasNames else { return monitor.hold(nil) }
        guard state.lease.remaining(at: now) == .zero else { return monitor.hold(nil) }
        monitor.hold(
            KMSError(
                .keyUnusable,
                state.hasNames
                    ? "The lease of \(state.lease.length) is over, and \(importer.provider.kind) does not confirm the keys."
                    : "The keys have not been named yet.",
                remedy: state.failure?.description ?? ""))
    }
}
