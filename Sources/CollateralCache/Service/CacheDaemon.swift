internal import AsyncHTTPClient
internal import FoundationEssentials
internal import NIOCore
internal import NIOSSL
package import ServiceKit
internal import Synchronization

/// The whole service: what `casemate collateral-cache` runs.
package struct CacheDaemon: Sendable {
    /// Reads the configuration anew, as the command line and its file say.
    package typealias Reader = @Sendable () throws -> CacheConfiguration

    private let daemon: Daemon
    private let read: Reader

    /// A service that reads its configuration at its start and at each SIGHUP.
    package init(_ daemon: DaemonConfiguration, read: @escaping Reader) throws {
        var daemon = daemon
        daemon.logLevel = try read().logLevel
        self.daemon = Daemon("collateral-cache", daemon)
        self.read = read
    }

    /// Serves until it is told to stop.
    package func run() async throws {
        let configuration = try read()
        let certificate = try ServerCertificate(
            certificateFile: configuration.certificateFile, keyFile: configuration.keyFile)
        let store = try CollateralStore(path: configuration.database)
        defer { store.close() }
        let client = HTTPClient(configuration: try Self.client(configuration))
        do {
            try await serve(configuration, certificate, store, client)
        } catch {
            try? await client.shutdown()
            throw error
        }
        try await client.shutdown()
    }

    private func serve(
        _ configuration: CacheConfiguration, _ certificate: ServerCertificate, _ store: CollateralStore,
        _ client: HTTPClient
    ) async throws {
        let metrics = CacheMetrics(daemon.metrics)
        let cache = CollateralCache(
            store: store, upstream: HTTPUpstream(client: client, metrics: metrics, logger: daemon.logger),
            settings: try configuration.settings(), metrics: metrics, logger: daemon.logger,
            clock: { Int64(Date.now.timeIntervalSince1970) })
        let access = AccessRules(configuration)
        let schedule = ScheduleHolder(try configuration.schedule())
        StoreGauges.register(store, daemon.metrics)
        var listener = HTTPListener(
            name: "collateral-cache", address: configuration.listen, certificate: certificate,
            responder: CacheResponder(cache: cache, access: access), logger: daemon.logger)
        listener.idleTimeout = configuration.keepAliveTimeout
        let job = RefreshJob(cache: cache, schedule: { schedule.current })
        try await daemon.run(cache.services + [job, listener]) {
            let new = try read()
            let settings = try new.settings(), table = try new.schedule()
            try certificate.reload()
            cache.apply(settings)
            access.apply(new)
            schedule.apply(table)
        }
    }

    private static func client(_ configuration: CacheConfiguration) throws(ServiceError) -> HTTPClient.Configuration {
        var client = HTTPClient.Configuration()
        client.redirectConfiguration = .disallow
        client.timeout = .init(connect: .seconds(10), read: .seconds(20))
        client.decompression = .disabled
        client.tlsConfiguration = .makeClientConfiguration()
        client.tlsConfiguration?.minimumTLSVersion = .tlsv12
        guard !configuration.proxy.isEmpty else { return client }
        guard let url = URL(string: configuration.proxy), let host = url.host(), let port = url.port else {
            throw ServiceError(
                code: "configuration-invalid", message: "The proxy \(configuration.proxy) is no address.",
                remedy: "Write http://HOST:PORT.")
        }
        client.proxy = .server(host: host, port: port)
        return client
    }
}

/// The time table in force.
private final class ScheduleHolder: Sendable {
    private let table: Mutex<CronSchedule>

    init(_ table: CronSchedule) { self.table = Mutex(table) }

    var current: CronSchedule { table.withLock { $0 } }

    func apply(_ new: CronSchedule) { table.withLock { $0 = new } }
}
