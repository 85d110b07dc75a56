internal import EnclaveClient
internal import EnclaveProtocol
internal import Logging
internal import ServiceKit
internal import ServiceLifecycle

/// The plugin as a daemon: the way to the enclave, the monitor of its keys, and the API on its socket.
package struct KMSDaemon: Sendable {
    private let configuration: KMSConfiguration

    /// A daemon that `run` starts.
    package init(_ configuration: KMSConfiguration) {
        self.configuration = configuration
    }

    /// Serves until SIGTERM. Throws when the socket cannot be had or the key is in no backup; an enclave that does not
    /// answer yet is waited for.
    package func run() async throws {
        if !configuration.keepsFreedMemory { PassingSecrets.protect() }
        try await CallThread.run { thread in try await serve(on: thread) }
    }

    private func serve(on thread: CallThread) async throws {
        let daemon = Daemon("casemate-kms", configuration.service)
        var connection = configuration.connection
        connection.wipesReceived = !configuration.keepsFreedMemory
        let link = EnclaveLink(
            to: configuration.enclave, configuration: connection, on: thread.eventLoop, logger: daemon.logger)
        let monitor = KeyMonitor(
            configuration.source == nil ? configuration.keys : nil,
            hold: configuration.source == nil ? BackupWatch.unchecked : nil, link: link, health: daemon.health,
            logger: daemon.logger)
        KMSMetrics(monitor: monitor, link: link).register(with: daemon.metrics)
        let reporter = AlarmReporter(link: link, logger: daemon.logger)
        let listener = listener(daemon, on: thread, link: link, monitor: monitor, reporter: reporter)
        let keepers = try keepers(daemon, link: link, monitor: monitor)
        try await daemon.run([link, reporter, monitor] + keepers + [listener], reload: monitor.reload)
    }

    private func listener(
        _ daemon: Daemon, on thread: CallThread, link: EnclaveLink, monitor: KeyMonitor, reporter: AlarmReporter
    ) -> KMSListener {
        let gate = DecryptGate(
            configuration.decryptLimits, metrics: daemon.metrics, reporter: reporter, logger: daemon.logger)
        let envelopes = Envelopes(link: link, monitor: monitor, gate: gate)
        let observer = CallObserver(metrics: daemon.metrics, logger: daemon.logger)
        return KMSListener(
            socket: PluginSocket(path: configuration.socketPath), thread: thread,
            services: [
                KMSv2Service(envelopes: envelopes, monitor: monitor, observer: observer),
                KMSv1Service(envelopes: envelopes, observer: observer),
            ],
            peers: PeerGuard(allowed: configuration.allowedUsers, metrics: daemon.metrics, logger: daemon.logger),
            wipesReceived: !configuration.keepsFreedMemory, drain: configuration.service.drain, logger: daemon.logger)
    }

    /// What says which keys are used: their source, or for a key made inside its backup and its rotation.
    private func keepers(
        _ daemon: Daemon, link: EnclaveLink, monitor: KeyMonitor
    ) throws(ServiceError) -> [any Service] {
        let key = configuration.keys.current?.selector
        if let file = configuration.source {
            guard case .name(let prefix) = key else { throw .keyByName }
            let importer = KEKImporter(
                provider: file.provider, receiver: file.receiver, link: link, logger: daemon.logger)
            let source = KEKSource(
                importer, prefix: prefix, lease: configuration.lease,
                record: LeaseFile(path: configuration.leaseRecord),
                monitor: monitor)
            source.register(with: daemon.metrics)
            return [source]
        }
        guard let key else { return [] }
        let watch = BackupWatch(
            key, link: link, monitor: monitor, health: daemon.health, acceptsLoss: configuration.acceptsLoss,
            logger: daemon.logger)
        watch.register(with: daemon.metrics)
        guard let period = configuration.rotationPeriod else { return [watch] }
        let schedule = RotationSchedule(period: period)
        let rotator = KeyRotator(
            schedule: schedule, key: key, link: link, monitor: monitor, watch: watch, logger: daemon.logger)
        return [watch, rotator]
    }
}

extension ServiceError {
    fileprivate static let keyByName = ServiceError(
        code: "key-by-name", message: "With --provider, --key is the beginning of names, not a key's id.",
        remedy: "Give a name such as `cluster`.")
}
