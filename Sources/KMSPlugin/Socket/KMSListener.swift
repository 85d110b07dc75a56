internal import GRPCCore
internal import GRPCNIOTransportHTTP2Posix
internal import Logging
internal import ServiceKit
internal import ServiceLifecycle

/// The API on its socket, from the first call to the last: calls that run when the daemon ends are answered.
struct KMSListener: Service {
    let socket: PluginSocket
    let thread: CallThread
    let services: [any RegistrableRPCService]
    let peers: PeerGuard
    let wipesReceived: Bool
    let drain: Duration
    let logger: Logger

    // A Decrypt with every limit reached has a little more than 34 KiB.
    private static let longestRequest = 64 * 1024

    func run() async throws {
        let descriptor = try listen()
        let inode = socket.inode
        defer { socket.remove(ifStill: inode) }
        logger.notice("listening", metadata: ["socket": "\(socket.path)"])
        let connections = ConnectionFactory(
            descriptor: descriptor, eventLoopGroup: thread.eventLoop, peers: peers, wipesReceived: wipesReceived)
        let server = GRPCServer(
            transport: HTTP2ServerTransport.Custom(listenerFactory: connections, config: configuration),
            services: services)
        try await withGracefulShutdownHandler {
            try await withTaskExecutorPreference(thread) { try await server.serve() }
        } onGracefulShutdown: {
            server.beginGracefulShutdown()
        }
    }

    private func listen() throws(ServiceError) -> Int32 {
        do throws(KMSError) {
            return try socket.listen()
        } catch {
            throw ServiceError(code: "listen-failed", message: error.message, remedy: error.remedy, cause: error)
        }
    }

    private var configuration: HTTP2ServerTransport.Custom<ConnectionFactory>.Config {
        var config = HTTP2ServerTransport.Custom<ConnectionFactory>.Config.defaults
        config.rpc.maxRequestPayloadSize = Self.longestRequest
        config.connection.maxGraceTime = drain
        // By time; TurnFlusher does it better.
        config.connection.flushCoalescing = nil
        // The socket is local: a client may ask as often as Go's servers allow whether it still answers.
        config.connection.keepalive.clientBehavior.allowWithoutCalls = true
        config.connection.keepalive.clientBehavior.minPingIntervalWithoutCalls = .seconds(10)
        return config
    }
}
