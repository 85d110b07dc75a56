internal import GRPCCore
internal import GRPCNIOTransportHTTP2Posix
internal import Logging
internal import NIOCore
internal import NIOPosix
internal import ServiceKit
internal import ServiceLifecycle

/// The API on its socket, from the first call to the last: calls that run when the daemon ends are answered.
struct KMSListener: Service {
    let socket: PluginSocket
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
        let server = GRPCServer(
            transport: HTTP2ServerTransport.Posix(
                listeningSocketDescriptor: Int(descriptor), transportSecurity: .plaintext, config: configuration),
            services: services)
        try await withGracefulShutdownHandler {
            try await server.serve()
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

    @Sendable private func accept(_ channel: any Channel) -> EventLoopFuture<Void> {
        let isWiped = wipesReceived
        return peers.check(channel).flatMapThrowing {
            if isWiped { try channel.pipeline.syncOperations.addHandler(ReceiveWiper(), position: .first) }
        }
    }

    private var configuration: HTTP2ServerTransport.Posix.Config {
        .defaults { config in
            config.rpc.maxRequestPayloadSize = Self.longestRequest
            config.connection.maxGraceTime = drain
            // The socket is local: a client may ask as often as Go's servers allow whether it still answers.
            config.connection.keepalive.clientBehavior.allowWithoutCalls = true
            config.connection.keepalive.clientBehavior.minPingIntervalWithoutCalls = .seconds(10)
            config.channelDebuggingCallbacks.onAcceptTCPConnection = accept
        }
    }
}
