internal import Glibc
package import Hummingbird
internal import HummingbirdCore
package import Logging
internal import NIOCore
internal import ServiceLifecycle

/// One listening address and what answers on it. Its `run()` drains open connections when the daemon shuts down.
package struct HTTPListener<Responder: HTTPResponder>: Service where Responder.Context == BasicRequestContext {
    package let name: String
    package let address: ListenAddress
    package let certificate: ServerCertificate?
    package let responder: Responder
    package let logger: Logger
    /// How long a connection may wait for its next request.
    package var idleTimeout: Duration = .seconds(60)
    /// Connections beyond this wait in the system's queue.
    package var maximumConnections = 4096
    /// Told the address once it listens, with the port the system chose.
    package var onListening: @Sendable (ListenAddress) -> Void = { _ in }

    /// A listener; without a certificate it speaks plain HTTP.
    package init(
        name: String, address: ListenAddress, certificate: ServerCertificate?, responder: Responder, logger: Logger
    ) {
        self.name = name
        self.address = address
        self.certificate = certificate
        self.responder = responder
        self.logger = logger
    }

    package func run() async throws {
        let application = Application(
            responder: responder, server: server,
            configuration: ApplicationConfiguration(
                address: address.bindAddress, availableConnectionsDelegate: .maximum(maximumConnections, logger: quiet)),
            onServerRunning: { channel in announce(port: channel.localAddress?.port ?? address.port) },
            logger: quiet)
        do {
            try await application.run()
        } catch let error as IOError {
            throw ServiceError(
                code: "listen-failed",
                message: "\(name) cannot listen on \(address): \(String(cString: strerror(error.errnoCode))).",
                remedy: "Choose an address of this machine and a free port.", cause: error)
        }
    }

    // What a listener has to say, the daemon says.
    private var quiet: Logger {
        var logger = logger
        logger.logLevel = max(logger.logLevel, .warning)
        return logger
    }

    private var server: HTTPServerBuilder {
        let timeout = TimeAmount(idleTimeout)
        return HTTPServerBuilder { responder in
            let channel = HTTP1Channel(
                responder: responder,
                configuration: HTTP1Channel.Configuration(
                    idleTimeout: timeout,
                    httpDecoderConfiguration: .init(
                        maxHeaderFieldSize: 16 * 1024, maxHeaderListSize: 32 * 1024, maxHeaderFieldCount: 100)))
            guard let certificate else { return channel }
            return ReloadableTLSChannel(base: channel, certificate: certificate)
        }
    }

    private func announce(port: Int) {
        let bound = ListenAddress(host: address.host, port: port)
        logger.info("listening", metadata: ["name": "\(name)", "address": "\(bound)"])
        onListening(bound)
    }
}
