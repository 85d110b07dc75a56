internal import NIOSSL
package import TTLV

/// Where a KMIP server is and who we are to it.
package struct KMIPConfiguration: Sendable {
    package var host: String
    package var port: Int
    /// PEM: the authorities of the server's certificate.
    package var authorityFile: String
    /// PEM: our certificate, leaf first, and its key. The server knows us by it.
    package var certificateFile: String
    package var keyFile: String
    /// The only version spoken; the best that both know unless given.
    package var version: KMIPVersion?
    /// Longest wait for a connection, and for an answer.
    package var timeout = Duration.seconds(10)
    package var limits = TTLVLimits()

    /// The defaults for all that is not given.
    package init(host: String, port: Int, authorityFile: String, certificateFile: String, keyFile: String) {
        self.host = host
        self.port = port
        self.authorityFile = authorityFile
        self.certificateFile = certificateFile
        self.keyFile = keyFile
    }

    /// Throws `invalidConfiguration` when a file cannot be used.
    package func check() throws(KMIPError) { _ = try tlsContext() }

    /// The files as they are now, so that a renewed certificate is shown at the next connection.
    func tlsContext() throws(KMIPError) -> NIOSSLContext {
        do {
            var tls = TLSConfiguration.makeClientConfiguration()
            tls.minimumTLSVersion = .tlsv12
            tls.trustRoots = .certificates(try NIOSSLCertificate.fromPEMFile(authorityFile))
            tls.certificateChain = try NIOSSLCertificate.fromPEMFile(certificateFile).map { .certificate($0) }
            tls.privateKey = .privateKey(try NIOSSLPrivateKey(file: keyFile, format: .pem))
            return try NIOSSLContext(configuration: tls)
        } catch {
            throw KMIPError(
                .invalidConfiguration,
                "\(authorityFile), or \(certificateFile) with the key \(keyFile), cannot be used for TLS: \(error).",
                remedy:
                    "Give the server's authorities and our certificate, leaf first, as PEM, and its unencrypted key.",
                cause: error)
        }
    }
}
