internal import Foundation
package import KMIP
internal import NIOCore
internal import NIOPosix
internal import NIOSSL

/// A TLS server that asks for the client's certificate and answers each request with what it is told.
package struct ScriptedServer: Sendable {
    /// What it does with a request.
    package enum Reply: Sendable {
        case bytes([UInt8])
        /// These and then the end of the connection.
        case last([UInt8])
        case silence
    }

    package let port: Int
    private let channel: any Channel
    private let directory: URL

    /// Listens on 127.0.0.1; `reply` gets the request's bytes.
    package static func start(_ reply: @escaping @Sendable ([UInt8]) -> Reply) async throws -> ScriptedServer {
        let directory = URL.temporaryDirectory.appending(path: "kmip-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: directory, withIntermediateDirectories: true)
        try TestAuthority().write(to: directory)
        var tls = TLSConfiguration.makeServerConfiguration(
            certificateChain: try NIOSSLCertificate.fromPEMFile(directory.appending(path: "server.pem").path)
                .map { .certificate($0) },
            privateKey: .privateKey(
                try NIOSSLPrivateKey(file: directory.appending(path: "server.key").path, format: .pem)))
        tls.certificateVerification = .noHostnameVerification
        tls.trustRoots = .file(directory.appending(path: "ca.pem").path)
        let context = try NIOSSLContext(configuration: tls)
        let channel = try await ServerBootstrap(group: .singletonMultiThreadedEventLoopGroup)
            .serverChannelOption(.socketOption(.so_reuseaddr), value: 1)
            .childChannelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    try channel.pipeline.syncOperations.addHandlers(
                        NIOSSLServerHandler(context: context), ScriptHandler(reply: reply))
                }
            }
            .bind(host: "127.0.0.1", port: 0).get()
        return ScriptedServer(port: channel.localAddress?.port ?? 0, channel: channel, directory: directory)
    }

    /// For a client of it that speaks one version and asks for no other.
    package func configuration() -> KMIPConfiguration {
        var configuration = KMIPConfiguration(
            host: "127.0.0.1", port: port, authorityFile: directory.appending(path: "ca.pem").path,
            certificateFile: directory.appending(path: "client.pem").path,
            keyFile: directory.appending(path: "client.key").path)
        configuration.version = KMIPVersion(1, 4)
        return configuration
    }

    package func stop() async throws {
        try await channel.close()
        try FileManager.default.removeItem(at: directory)
    }
}

private final class ScriptHandler: ChannelInboundHandler {
    typealias InboundIn = ByteBuffer
    typealias OutboundOut = ByteBuffer

    private let reply: @Sendable ([UInt8]) -> ScriptedServer.Reply

    init(reply: @escaping @Sendable ([UInt8]) -> ScriptedServer.Reply) { self.reply = reply }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        switch reply(Array(unwrapInboundIn(data).readableBytesView)) {
        case .bytes(let bytes): context.writeAndFlush(wrapOutboundOut(ByteBuffer(bytes: bytes)), promise: nil)
        case .last(let bytes):
            context.writeAndFlush(wrapOutboundOut(ByteBuffer(bytes: bytes)), promise: nil)
            context.close(promise: nil)
        case .silence: break
        }
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) { context.close(promise: nil) }
}
