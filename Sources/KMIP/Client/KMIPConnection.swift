internal import NIOCore
internal import NIOPosix
internal import NIOSSL
internal import TTLV

/// A connection whose TLS handshake is done.
struct KMIPConnection: Sendable {
    private let channel: any Channel
    private let handler: NIOLoopBound<KMIPChannelHandler>
    private let timeout: TimeAmount

    /// Connects, and both sides prove who they are. Throws `cannotConnect`.
    static func open(_ configuration: KMIPConfiguration) async throws(KMIPError) -> KMIPConnection {
        let tls = try configuration.tlsContext()
        let (host, port) = (configuration.host, configuration.port)
        do {
            let timeout = TimeAmount(configuration.timeout)
            let (connection, handshake) = try await ClientBootstrap(group: .singletonMultiThreadedEventLoopGroup)
                .connectTimeout(timeout)
                .connect(host: host, port: port) { channel in
                    channel.eventLoop.makeCompletedFuture { try start(channel, tls, configuration) }
                }
            try await handshake.get()
            return connection
        } catch {
            throw (error as? KMIPError)
                ?? KMIPError(
                    .cannotConnect, "No KMIP server answers at \(host):\(port): \(error).",
                    remedy: "Check --kmip-server, the network, and that the server runs.", cause: error)
        }
    }

    /// On the channel's event loop.
    private static func start(
        _ channel: any Channel, _ tls: NIOSSLContext, _ configuration: KMIPConfiguration
    ) throws -> (KMIPConnection, EventLoopFuture<Void>) {
        let timeout = TimeAmount(configuration.timeout)
        let handshake = channel.eventLoop.makePromise(of: Void.self)
        let handler = NIOLoopBound(
            KMIPChannelHandler(limit: configuration.limits.messageLength, handshake: handshake),
            eventLoop: channel.eventLoop)
        let timer = channel.eventLoop.scheduleTask(in: timeout) { handler.value.close(with: .timedOut) }
        handshake.futureResult.whenComplete { _ in timer.cancel() }
        let name = isAddress(configuration.host) ? nil : configuration.host
        try channel.pipeline.syncOperations.addHandler(NIOSSLClientHandler(context: tls, serverHostname: name))
        try channel.pipeline.syncOperations.addHandler(handler.value)
        return (KMIPConnection(channel: channel, handler: handler, timeout: timeout), handshake.futureResult)
    }

    // TLS has no place for an address as a server's name; it is compared with the certificate all the same.
    private static func isAddress(_ host: String) -> Bool {
        (try? SocketAddress(ipAddress: host, port: 0)) != nil
    }

    /// Sends a message and waits for its answer.
    func exchange(_ message: [UInt8]) async throws(KMIPError) -> SecretBytes {
        do {
            return try await withTaskCancellationHandler {
                try await channel.eventLoop.flatSubmit { [handler, timeout, channel] in
                    handler.value.send(message, within: timeout, on: channel.eventLoop)
                }.get()
            } onCancel: {
                close()
            }
        } catch {
            throw (error as? KMIPError) ?? .broken(error)
        }
    }

    /// Ends it; who waits gets `connectionLost`.
    func close() { channel.close(promise: nil) }
}
