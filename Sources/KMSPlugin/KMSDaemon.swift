internal import Logging
internal import ServiceKit

/// The plugin as a daemon: the way to the enclave, the monitor of its keys, and the API on its socket.
package struct KMSDaemon: Sendable {
    private let configuration: KMSConfiguration

    /// A daemon that `run` starts.
    package init(_ configuration: KMSConfiguration) {
        self.configuration = configuration
    }

    /// Serves until SIGTERM. Throws when the socket cannot be had; an enclave that does not answer yet is waited for.
    package func run() async throws {
        let daemon = Daemon("casemate-kms", configuration.service)
        let logger = daemon.logger
        let link = EnclaveLink(to: configuration.enclave, configuration: configuration.connection, logger: logger)
        let monitor = KeyMonitor(configuration.keys, link: link, health: daemon.health, logger: logger)
        KMSMetrics(monitor: monitor, link: link).register(with: daemon.metrics)
        let gate = DecryptGate(configuration.decryptLimits, metrics: daemon.metrics, logger: logger)
        let envelopes = Envelopes(link: link, monitor: monitor, gate: gate)
        let observer = CallObserver(metrics: daemon.metrics, logger: logger)
        let listener = KMSListener(
            socket: PluginSocket(path: configuration.socketPath),
            services: [
                KMSv2Service(envelopes: envelopes, monitor: monitor, observer: observer),
                KMSv1Service(envelopes: envelopes, observer: observer),
            ],
            peers: PeerGuard(allowed: configuration.allowedUsers, metrics: daemon.metrics, logger: logger),
            drain: configuration.service.drain, logger: logger)
        try await daemon.run([link, monitor, listener], reload: monitor.reload)
    }
}
