internal import EnclaveClient
internal import Kubernetes
internal import ServiceKit
internal import ServiceLifecycle

/// The relay as a daemon: an enclave dials nobody, so this carries what it says to other members, and reads none of it.
package struct RelayDaemon: Sendable {
    private let configuration: RelayConfiguration

    /// A daemon that `run` starts.
    package init(_ configuration: RelayConfiguration) { self.configuration = configuration }

    /// Serves until SIGTERM. Throws when it cannot listen or the peers file is not one; an enclave or a peer that does
    /// not answer yet is waited for.
    package func run() async throws {
        let daemon = Daemon("casemate-relay", configuration.service)
        let relay = RelayContext(
            enclave: ReconnectingClient(to: configuration.enclave, configuration: configuration.connection),
            traffic: Traffic(daemon.metrics), logger: daemon.logger, port: configuration.listen.port)
        let table = LinkTable()
        let directory = try PeerDirectory(configuration.peers, links: table, logger: daemon.logger)
        let monitor = DomainMonitor(relay, links: table, health: daemon.health)
        let service = PeerService(relay)
        let server = ConnectionServer(
            "peers", on: configuration.listen, .messages, logger: daemon.logger, serve: service.serve)
        RelayMetrics(monitor: monitor, links: table, server: server).register(with: daemon.metrics)
        var services: [any Service] = [monitor, directory, PeerLinks(relay: relay, table: table), server]
        if let join = configuration.join {
            let gate = JoinGate(listener: join.enclave)
            services.append(
                ConnectionServer("join", on: join.listen, .bytes, logger: daemon.logger, serve: gate.serve))
        }
        guard let proposal = configuration.proposal else {
            return try await daemon.run(services, reload: directory.reload)
        }
        try await KubernetesClient.withClient(proposal.client) { client in
            let proposer = LeaseProposer(proposal, client: client, relay: relay, metrics: daemon.metrics) {
                monitor.status
            }
            try await daemon.run([proposer] + services, reload: directory.reload)
        }
    }
}
