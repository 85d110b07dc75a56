package import NIOSSL
internal import Synchronization

/// The certificate a listener shows, read from PEM files again whenever it is told to.
package final class ServerCertificate: Sendable {
    /// Where the certificate chain lies, leaf first.
    package let certificateFile: String
    /// Where its private key lies.
    package let keyFile: String
    private let current: Mutex<NIOSSLContext>

    /// Reads both files; throws `certificate-unreadable` naming the file.
    package init(certificateFile: String, keyFile: String) throws(ServiceError) {
        self.certificateFile = certificateFile
        self.keyFile = keyFile
        current = Mutex(try Self.read(certificateFile, keyFile))
    }

    /// What the next handshake uses.
    package var context: NIOSSLContext { current.withLock { $0 } }

    /// Reads both files again. When that fails the certificate in use stays, and the error says why.
    package func reload() throws(ServiceError) {
        let context = try Self.read(certificateFile, keyFile)
        current.withLock { $0 = context }
    }

    private static func read(_ certificateFile: String, _ keyFile: String) throws(ServiceError) -> NIOSSLContext {
        do {
            let chain = try NIOSSLCertificate.fromPEMFile(certificateFile)
            let key = try NIOSSLPrivateKey(file: keyFile, format: .pem)
            var configuration = TLSConfiguration.makeServerConfiguration(
                certificateChain: chain.map { .certificate($0) }, privateKey: .privateKey(key))
            configuration.minimumTLSVersion = .tlsv12
            configuration.applicationProtocols = ["http/1.1"]
            return try NIOSSLContext(configuration: configuration)
        } catch {
            throw ServiceError(
                code: "certificate-unreadable",
                message: "The certificate \(certificateFile) with the key \(keyFile) cannot be used: \(error).",
                remedy: "Give a PEM chain, leaf first, and its unencrypted PEM key.", cause: error)
        }
    }
}
