package import Logging
package import ServiceLifecycle
package import Telemetry
internal import UnixSignals

/// A process that serves until SIGTERM or SIGINT: its log, its metrics and its health, and how it ends.
package struct Daemon: Sendable {
    package let logger: Logger
    package let metrics = MetricsRegistry()
    package let health = Health()
    private let configuration: DaemonConfiguration

    /// A daemon that logs under its configuration.
    package init(_ name: String, _ configuration: DaemonConfiguration) {
        self.configuration = configuration
        var logger = Logger(label: name) { _ in ServiceLogHandler(format: configuration.logFormat) }
        logger.logLevel = Logger.Level(rawValue: configuration.logLevel) ?? .info
        self.logger = logger
    }

    /// Runs the services, the last of them stopping first, until a signal or one of them ends. SIGHUP calls `reload`.
    package func run(_ services: [any Service], reload: @escaping @Sendable () async throws -> Void) async throws {
        var all: [any Service] = [ReloadSignals(logger: logger, reload: reload)]
        for address in [configuration.observation].compactMap({ $0 }) + configuration.furtherObservations {
            all.append(observation(at: address))
        }
        all += services
        all.append(DrainNotice(health: health))
        var group = ServiceGroupConfiguration(
            services: all.map { service in
                .init(service: service, successTerminationBehavior: .gracefullyShutdownGroup)
            },
            gracefulShutdownSignals: [.sigterm, .sigint], logger: quiet)
        group.maximumGracefulShutdownDuration = configuration.drain
        try await ServiceGroup(configuration: group).run()
        logger.notice("stopped")
    }

    private func observation(at address: ListenAddress) -> any Service {
        HTTPListener(
            name: "observation", address: address, certificate: nil,
            responder: ObservationResponder(metrics: metrics, health: health), logger: logger)
    }

    private var quiet: Logger {
        var logger = logger
        logger.logLevel = max(logger.logLevel, .error)
        return logger
    }
}
