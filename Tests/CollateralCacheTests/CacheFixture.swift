import FoundationEssentials
import HTTPTypes
import Hummingbird
import HummingbirdTesting
import Logging
import NIOCore
import PCSStandIn
import ServiceKit
import Synchronization
import Telemetry

@testable import CollateralCache

/// A cache over a database in a folder of its own, before a stand-in for upstream and under a clock the test sets.
final class CacheFixture: Sendable {
    static let userToken = "user's", administratorToken = "administrator's"

    let upstream: StandInUpstream
    let store: CollateralStore
    let cache: CollateralCache
    let access: AccessRules
    let metrics = MetricsRegistry()
    let clock: Clock
    let folder: URL

    init(_ answers: StandInAnswers, now: Int64, mode: CachingMode = .lazy, maximumBodySize: Int = 2_000_000) throws {
        folder = FileManager.default.temporaryDirectory.appending(path: "collateral-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        upstream = StandInUpstream(answers)
        store = try CollateralStore(path: folder.appending(path: "cache.db").path)
        var configuration = CacheConfiguration()
        configuration.mode = mode
        configuration.userTokenHash = Self.userHash
        configuration.administratorTokenHash = Self.administratorHash
        configuration.maximumBodySize = maximumBodySize
        access = AccessRules(configuration)
        let clock = Clock(now)
        self.clock = clock
        cache = CollateralCache(
            store: store, upstream: upstream, settings: try configuration.settings(), metrics: CacheMetrics(metrics),
            logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }, clock: { clock.now })
    }

    deinit {
        store.close()
        try? FileManager.default.removeItem(at: folder)
    }

    /// A clock that the test sets, in seconds since 1970.
    final class Clock: Sendable {
        private let time: Mutex<Int64>

        init(_ now: Int64) { time = Mutex(now) }

        var now: Int64 {
            get { time.withLock { $0 } }
            set { time.withLock { $0 = newValue } }
        }
    }

    func set(_ mode: CachingMode) throws {
        var configuration = CacheConfiguration()
        configuration.mode = mode
        cache.apply(try configuration.settings())
    }

    /// Runs the service without sockets while the body asks it.
    func serve(_ body: @Sendable @escaping (Client) async throws -> Void) async throws {
        let application = Application(
            responder: CacheResponder(cache: cache, access: access), services: cache.services,
            logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() })
        try await application.test(.router) { try await body(Client(client: $0)) }
    }
}
