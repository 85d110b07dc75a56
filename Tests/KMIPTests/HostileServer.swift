import Crypto
import Foundation
import NIOCore
import NIOPosix
import NIOSSL
import SwiftASN1
import X509

@testable import KMIP

/// A TLS server that asks for the client's certificate and answers each request with what it is told.
struct HostileServer {
    /// What it does with a request.
    enum Reply: Sendable {
        case bytes([UInt8])
        /// These and then the end of the connection.
        case last([UInt8])
        case silence
    }

    let port: Int
    private let channel: any Channel
    private let directory: URL

    /// Listens on 127.0.0.1; `reply` gets the request's bytes.
    static func start(_ reply: @escaping @Sendable ([UInt8]) -> Reply) async throws -> HostileServer {
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
        return HostileServer(port: channel.localAddress?.port ?? 0, channel: channel, directory: directory)
    }

    /// For a client of it that speaks one version and asks for no other.
    func configuration() -> KMIPConfiguration {
        var configuration = KMIPConfiguration(
            host: "127.0.0.1", port: port, authorityFile: directory.appending(path: "ca.pem").path,
            certificateFile: directory.appending(path: "client.pem").path,
            keyFile: directory.appending(path: "client.key").path)
        configuration.version = KMIPVersion(1, 4)
        return configuration
    }

    func stop() async throws {
        try await channel.close()
        try FileManager.default.removeItem(at: directory)
    }
}

private final class ScriptHandler: ChannelInboundHandler {
    typealias InboundIn = ByteBuffer
    typealias OutboundOut = ByteBuffer

    private let reply: @Sendable ([UInt8]) -> HostileServer.Reply

    init(reply: @escaping @Sendable ([UInt8]) -> HostileServer.Reply) { self.reply = reply }

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

/// An authority with a server of 127.0.0.1 and a client.
struct TestAuthority {
    private let key = P256.Signing.PrivateKey()

    /// Writes `ca.pem`, and `server` and `client` with their keys.
    func write(to directory: URL) throws {
        let name = try DistinguishedName { CommonName("KMIP tests") }
        let extensions = try Certificate.Extensions {
            Critical(BasicConstraints.isCertificateAuthority(maxPathLength: nil))
        }
        let root = try certificate(of: key, name, extensions)
        try Data(root.serializeAsPEM().pemString.utf8).write(to: directory.appending(path: "ca.pem"))
        try leaf(
            "server", in: directory,
            Certificate.Extensions {
                SubjectAlternativeNames([.ipAddress(ASN1OctetString(contentBytes: [127, 0, 0, 1]))])
            })
        try leaf("client", in: directory, Certificate.Extensions { try ExtendedKeyUsage([.clientAuth]) })
    }

    private func leaf(_ name: String, in directory: URL, _ extensions: Certificate.Extensions) throws {
        let own = P256.Signing.PrivateKey()
        let leaf = try certificate(of: own, try DistinguishedName { CommonName(name) }, extensions)
        try Data(leaf.serializeAsPEM().pemString.utf8).write(to: directory.appending(path: "\(name).pem"))
        try Data(own.pemRepresentation.utf8).write(to: directory.appending(path: "\(name).key"))
    }

    private func certificate(
        of own: P256.Signing.PrivateKey, _ subject: DistinguishedName, _ extensions: Certificate.Extensions
    ) throws -> Certificate {
        try Certificate(
            version: .v3, serialNumber: .init(), publicKey: .init(own.publicKey),
            notValidBefore: .now - 3600, notValidAfter: .now + 3600,
            issuer: try DistinguishedName { CommonName("KMIP tests") }, subject: subject,
            signatureAlgorithm: .ecdsaWithSHA256, extensions: extensions, issuerPrivateKey: .init(key))
    }
}
