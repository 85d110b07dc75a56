internal import EnclaveClient
internal import Logging
internal import NIOCore
internal import NIOPosix
internal import ServiceKit
internal import ServiceLifecycle
internal import Synchronization

/// Takes connections, each served by a task of its own. When the daemon ends, none is taken, and each that is open ends
/// after what it is at.
final class ConnectionServer: Service {
    /// What is done with a connection: it ends when this returns.
    typealias Serve = @Sendable (ServedConnection) async throws -> Void

    /// Most connections at once: two for each member a domain can have, and as many of its past.
    static let maximumConnections = 128

    private let name: String
    private let address: ListenAddress
    private let transport: Transport
    private let logger: Logger
    private let onListening: @Sendable (ListenAddress) -> Void
    private let serve: Serve
    private let count = Atomic<Int>(0)

    /// A server; `onListening` is told the address with the port the system chose.
    init(
        _ name: String, on address: ListenAddress, _ transport: Transport, logger: Logger,
        onListening: @escaping @Sendable (ListenAddress) -> Void = { _ in }, serve: @escaping Serve
    ) {
        self.name = name
        self.address = address
        self.transport = transport
        self.logger = logger
        self.onListening = onListening
        self.serve = serve
    }

    /// Connections that are open.
    var connections: Int { count.load(ordering: .relaxed) }

    func run() async throws {
        let listener = try await listen()
        let bound = ListenAddress(host: address.host, port: listener.channel.localAddress?.port ?? address.port)
        logger.info("listening", metadata: ["name": "\(name)", "address": "\(bound)"])
        onListening(bound)
        try await withThrowingDiscardingTaskGroup { group in
            try await listener.executeThenClose { connections in
                for try await connection in connections.cancelOnGracefulShutdown() {
                    group.addTask { await self.take(connection) }
                }
            }
        }
    }

    private func listen() async throws -> NIOAsyncChannel<RelayChannel, Never> {
        let bootstrap = Transport.options.reduce(
            ServerBootstrap(group: .singletonMultiThreadedEventLoopGroup)
                .serverChannelOption(.socketOption(.so_reuseaddr), value: 1)
        ) { $0.childChannelOption($1.0, value: $1.1) }
        do {
            return try await bootstrap.bind(host: address.host, port: address.port) { [transport] channel in
                channel.eventLoop.makeCompletedFuture { try transport.wrap(channel) }
            }
        } catch {
            throw ServiceError(
                code: "listen-failed", message: "\(name) cannot listen on \(address): \(NetworkReason.text(error)).",
                remedy: "Choose an address of this machine and a free port.", cause: error)
        }
    }

    private func take(_ connection: RelayChannel) async {
        let isFull = count.wrappingAdd(1, ordering: .relaxed).oldValue >= Self.maximumConnections
        defer { count.wrappingSubtract(1, ordering: .relaxed) }
        let remote = connection.channel.remoteAddress?.ipAddress ?? "?"
        do {
            try await connection.executeThenClose { inbound, outbound in
                guard !isFull else { throw RelayError.tooManyConnections }
                try await withGracefulShutdownHandler {
                    try await self.serve(ServedConnection(remote: remote, inbound: inbound, outbound: outbound))
                } onGracefulShutdown: {
                    connection.channel.close(mode: .input, promise: nil)
                }
            }
        } catch {
            logger.debug(
                "connection ended",
                metadata: ["name": "\(name)", "from": "\(remote)", "reason": "\(RelayError.reason(error))"])
        }
    }
}

/// A connection while it is served.
struct ServedConnection: Sendable {
    /// The address of the other end.
    let remote: String
    let inbound: NIOAsyncChannelInboundStream<ByteBuffer>
    let outbound: NIOAsyncChannelOutboundWriter<ByteBuffer>
}
