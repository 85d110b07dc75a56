internal import AsyncHTTPClient
internal import NIOCore
internal import NIOSSL

/// How etcd is reached, and whom it must be.
struct EtcdConnection: Sendable {
    let address: EtcdAddress
    /// PEM of the authorities behind etcd's certificate; nil for the system's.
    let authority: String?
    /// Our certificate, PEM, leaf first; nil for none.
    let certificate: String?
    /// Its key, PEM.
    let key: String?

    /// Reads the files.
    func configuration() throws(CommandError) -> HTTPClient.Configuration {
        var configuration = HTTPClient.Configuration(timeout: .init(connect: .seconds(10), read: .seconds(60)))
        configuration.httpVersion = .http1Only
        configuration.redirectConfiguration = .disallow
        configuration.connectionPool.retryConnectionEstablishment = false
        if address.isSecure { configuration.tlsConfiguration = try tls() }
        return configuration
    }

    private func tls() throws(CommandError) -> TLSConfiguration {
        var tls = TLSConfiguration.makeClientConfiguration()
        tls.minimumTLSVersion = .tlsv12
        if let authority { tls.trustRoots = .certificates(try certificates(in: authority)) }
        if let certificate, let key {
            tls.certificateChain = try certificates(in: certificate).map { .certificate($0) }
            tls.privateKey = .privateKey(try privateKey(in: key))
        }
        return tls
    }

    private func certificates(in file: String) throws(CommandError) -> [NIOSSLCertificate] {
        let blocks = try PEMFile.certificates(in: file)
        do {
            return try blocks.map { try NIOSSLCertificate(bytes: $0, format: .der) }
        } catch {
            throw Self.unusable(file, "certificate", error)
        }
    }

    private func privateKey(in file: String) throws(CommandError) -> NIOSSLPrivateKey {
        let bytes = try InputFile.read(file)
        do {
            return try NIOSSLPrivateKey(bytes: bytes, format: .pem)
        } catch {
            throw Self.unusable(file, "private key", error)
        }
    }

    private static func unusable(_ file: String, _ what: String, _ cause: any Error) -> CommandError {
        CommandError(
            code: "invalid-file", message: "\(file) holds no \(what) that can be used.",
            remedy: "Give the \(what) that kube-apiserver uses towards etcd, PEM.", cause: cause)
    }
}
