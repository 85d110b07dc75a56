internal import FoundationEssentials
internal import NIOCore
internal import NIOSSL

/// What goes with a request to prove who the caller is, and whom the server must be.
struct Credential: Sendable {
    /// The Authorization header.
    var authorization: String?
    /// TLS with the server's roots and the caller's certificate.
    var tls: TLSConfiguration
}

/// A credential's parts as read from their sources.
struct CredentialMaterial: Hashable, Sendable {
    /// Anything else is re-read after this time, so that renewed files come into effect.
    static let fileLifetime = Duration.seconds(60)

    var authorization: String?
    var certificate: [UInt8]?
    var key: [UInt8]?
    var authorities: [UInt8]?
    /// How long this may be used before it is read again; nil is until the server refuses it.
    var lifetime: Duration?

    /// Reads all sources. Throws `credentialFailed` or `invalidConfiguration`.
    static func read(
        _ source: CredentialSource, trust: ClusterConfiguration.ServerTrust
    ) async throws(KubernetesError) -> Self {
        var material = Self()
        if case .authorities(let authorities) = trust {
            material.authorities = try material.read(authorities)
        }
        try await material.add(source)
        return material
    }

    private mutating func add(_ source: CredentialSource) async throws(KubernetesError) {
        switch source {
        case .none: break
        case .token(let token): authorization = "Bearer \(token)"
        case .tokenFile(let path): try addToken(file: path)
        case .basic(let user, let password):
            authorization = "Basic \(Base64.encode(Array("\(user):\(password)".utf8)))"
        case .certificate(let certificate, let key):
            self.certificate = try read(certificate)
            self.key = try read(key)
        case .program(let program): add(try await program.run())
        case .all(let sources):
            for source in sources { try await add(source) }
        }
    }

    private mutating func addToken(file path: String) throws(KubernetesError) {
        let token = try LocalFile.text(path)
        guard !token.isEmpty else {
            throw KubernetesError(.credentialFailed, "\(path) holds no token.", remedy: "See what renews that file.")
        }
        authorization = "Bearer \(token)"
        limit(Self.fileLifetime)
    }

    private mutating func add(_ status: ExecCredential.Status) {
        if let token = status.token { authorization = "Bearer \(token)" }
        if let certificate = status.clientCertificateData { self.certificate = Array(certificate.utf8) }
        if let key = status.clientKeyData { self.key = Array(key.utf8) }
        if let expiry = status.expirationTimestamp {
            limit(.seconds(max(0, expiry.seconds - Timestamp.now.seconds)))
        }
    }

    private mutating func read(_ source: ClusterConfiguration.Source) throws(KubernetesError) -> [UInt8] {
        if case .file = source { limit(Self.fileLifetime) }
        return try source.read()
    }

    private mutating func limit(_ time: Duration) {
        lifetime = min(lifetime ?? time, time)
    }

    /// TLS of these parts. Throws `invalidConfiguration` for what is no PEM.
    func tls(trust: ClusterConfiguration.ServerTrust) throws(KubernetesError) -> TLSConfiguration {
        var tls = TLSConfiguration.makeClientConfiguration()
        tls.minimumTLSVersion = .tlsv12
        // Every answer has its length: a server that does not say goodbye in time is not waited for when this process ends.
        tls.shutdownTimeout = .seconds(1)
        if trust == .anyone { tls.certificateVerification = .none }
        do {
            if let authorities { tls.trustRoots = .certificates(try NIOSSLCertificate.fromPEMBytes(authorities)) }
            if let certificate, let key {
                tls.certificateChain = try NIOSSLCertificate.fromPEMBytes(certificate).map { .certificate($0) }
                tls.privateKey = .privateKey(try NIOSSLPrivateKey(bytes: key, format: .pem))
            }
        } catch {
            throw .invalidConfiguration(
                "The cluster's authority, the client certificate or its key is no PEM that can be used.",
                remedy: "Check them with `openssl x509` and `openssl pkey`.", cause: error)
        }
        return tls
    }
}
