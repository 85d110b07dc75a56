internal import GRPCNIOTransportHTTP2Posix
internal import NIOCore
internal import NIOPosix

/// Takes connections from a socket that listens already, and makes of each what gRPC serves.
///
/// gRPC's own factory for such sockets also looks for a client's certificate at each call, which a Unix socket has none of.
struct ConnectionFactory: HTTP2ServerTransport.ListenerFactory {
    let descriptor: Int32
    let eventLoopGroup: any EventLoopGroup
    let peers: PeerGuard
    let wipesReceived: Bool

    func makeListeningChannel(
        listenerConfigurator: HTTP2ServerTransport.ListenerConfigurator,
        connectionConfigurator: HTTP2ServerTransport.ConnectionConfigurator
    ) async throws -> NIOAsyncChannel<HTTP2ServerTransport.ConnectionConfigurator.ConnectionChannel, Never> {
        try await ServerBootstrap(group: eventLoopGroup)
            .serverChannelInitializer { listenerConfigurator.configure(channel: $0) }
            .bind(descriptor) { channel in
                prepare(channel).flatMap { connectionConfigurator.configure(channel: channel, tls: .none) }
            }
    }

    private func prepare(_ channel: any Channel) -> EventLoopFuture<Void> {
        peers.check(channel).flatMapThrowing {
            let pipeline = channel.pipeline.syncOperations
            if wipesReceived { try pipeline.addHandler(ReceiveWiper()) }
            try pipeline.addHandler(TurnFlusher())
        }
    }
}
