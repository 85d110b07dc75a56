internal import EnclaveClient
internal import NIOCore
internal import NIOPosix

/// A TCP or Unix connection whose units are messages, or whatever bytes came.
typealias RelayChannel = NIOAsyncChannel<ByteBuffer, ByteBuffer>

/// How a relay's connections are set up.
struct Transport: Sendable {
    /// What a unit of a connection is.
    enum Units { case messages, bytes }

    let units: Units
    /// Longest time without a unit in either direction.
    let silence: Duration

    /// Between relays; a peer answers within two seconds, longer only over a slow line.
    static let messages = Transport(units: .messages, silence: .seconds(20))
    /// Through to an enclave's own listener.
    static let bytes = Transport(units: .bytes, silence: .seconds(60))

    /// For both sides; small messages leave at once.
    static let options: [(ChannelOptions.Types.SocketOption, ChannelOptions.Types.SocketOption.Value)] = [
        (.init(level: .tcp, name: .tcp_nodelay), 1), (.init(level: .socket, name: .so_keepalive), 1),
    ]

    /// Prepares a channel on its event loop. At most one unit waits to be taken, so that a peer's haste fills no memory.
    func wrap(_ channel: any Channel) throws -> RelayChannel {
        if units == .messages {
            try channel.pipeline.syncOperations.addHandler(
                ByteToMessageHandler(MessageCodec(), maximumBufferSize: MessageCodec.limit + 4))
            try channel.pipeline.syncOperations.addHandler(MessageToByteHandler(MessageCodec()))
        }
        try channel.pipeline.syncOperations.addHandlers([
            IdleStateHandler(allTimeout: TimeAmount(silence)), SilenceHandler(),
        ])
        return try RelayChannel(
            wrappingChannelSynchronously: channel,
            configuration: .init(
                backPressureStrategy: .init(lowWatermark: 1, highWatermark: 1), isOutboundHalfClosureEnabled: false))
    }

    /// Connects to a relay.
    func connect(to peer: PeerAddress) async throws -> RelayChannel {
        try await bootstrap.connect(host: peer.host, port: peer.port) { channel in
            channel.eventLoop.makeCompletedFuture { try wrap(channel) }
        }
    }

    /// Connects to a listener of the enclave.
    func connect(to enclave: EnclaveAddress) async throws -> RelayChannel {
        switch enclave {
        case .unix(let path):
            try await ClientBootstrap(group: .singletonMultiThreadedEventLoopGroup)
                .connect(unixDomainSocketPath: path) { channel in
                    channel.eventLoop.makeCompletedFuture { try wrap(channel) }
                }
        case .tcp(let host, let port): try await connect(to: PeerAddress(host: host, port: Int(port)))
        }
    }

    private var bootstrap: ClientBootstrap {
        Self.options.reduce(
            ClientBootstrap(group: .singletonMultiThreadedEventLoopGroup).connectTimeout(.seconds(3))
        ) { $0.channelOption($1.0, value: $1.1) }
    }
}
