internal import EnclaveClient
internal import Kubernetes
internal import Logging
package import ServiceKit

/// The whole service: what `casemate issuer` runs.
package struct IssuerDaemon: Sendable {
    private let daemon: Daemon
    private let configuration: IssuerConfiguration

    package init(_ daemon: DaemonConfiguration, _ configuration: IssuerConfiguration) {
        self.daemon = Daemon("issuer", daemon)
        self.configuration = configuration
    }

    /// Serves until it is told to stop.
    package func run() async throws {
        for flag in configuration.ignoredFlags {
            daemon.logger.warning(
                "flag without meaning here: the enclave holds the keys, no token or PIN does",
                metadata: ["flag": "\(flag)"])
        }
        try await KubernetesClient.withClient(configuration.cluster) { client in
            let enclave = ReconnectingClient(to: configuration.enclave, configuration: configuration.connection)
            let service = IssuerService(
                configuration, client: client, enclave: enclave, metrics: IssuerMetrics(daemon.metrics),
                logger: daemon.logger)
            let watch = EnclaveWatch(enclave: enclave, health: daemon.health, logger: daemon.logger) {
                service.current?.reviewIssuers()
            }
            IssuerMetrics.register(
                in: daemon.metrics, authorities: { service.current?.directory.ready ?? [] },
                queued: { service.current?.queued ?? [] }, isEnclaveOpen: { watch.isOpen },
                isDevelopment: { watch.isDevelopment }, isAnchored: { watch.isAnchored },
                isLeading: { service.current != nil })
            try await daemon.run([watch, service]) {}
        }
    }
}
