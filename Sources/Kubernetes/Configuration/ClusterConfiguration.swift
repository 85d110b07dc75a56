/// How to reach a cluster and as whom: what a kubeconfig's context, or a pod's service account, amounts to.
public struct ClusterConfiguration: Sendable {
    /// Bytes given directly, or in a file that is read again when its credential is refreshed.
    public enum Source: Hashable, Sendable {
        case bytes([UInt8])
        case file(String)
    }

    /// Whom the server must be.
    public enum ServerTrust: Hashable, Sendable {
        /// A certificate under the system's roots.
        case systemRoots
        /// A certificate under these PEM certificates.
        case authorities(Source)
        /// Anyone who answers: `insecure-skip-tls-verify`.
        case anyone
    }

    /// The server's address, for example `https://10.0.0.1:6443`; a path before `/api` is kept.
    public var server: String
    /// Whom the server must be.
    public var trust: ServerTrust = .systemRoots
    /// The name that the server's certificate must carry, if not the address's host.
    public var tlsServerName: String?
    /// An HTTP (`http://HOST:PORT`) or SOCKS5 (`socks5://HOST:PORT`) proxy.
    public var proxy: String?
    /// How the caller proves who it is.
    public var credential: CredentialSource = .none
    /// Whom to act as.
    public var impersonation: Impersonation?
    /// The namespace of the context; `default` where there is none.
    public var namespace = "default"

    /// How long a request other than a watch may take.
    public var requestTimeout: Duration = .seconds(30)
    /// How long a connection attempt may take.
    public var connectTimeout: Duration = .seconds(10)
    /// How long a watch may be silent before it is taken for dead; the server sends a bookmark about each minute.
    public var watchSilence: Duration = .seconds(150)
    /// How many connections may be open: each request in flight and each watch takes one (HTTP/1.1, so that one broken
    /// connection never stalls everything else).
    public var maximumConnections = 64
    /// The most bytes of one answer, and of one event of a watch.
    public var maximumAnswerSize = 64 << 20
    /// What the program calls itself.
    public var userAgent = "casemate"

    /// A cluster at that address.
    public init(server: String) {
        self.server = server
    }
}

/// How a caller proves who it is.
public enum CredentialSource: Sendable {
    /// Not at all.
    case none
    /// A bearer token that stays as it is.
    case token(String)
    /// A bearer token in a file that something else renews (a projected service account token).
    case tokenFile(String)
    /// A name and password.
    case basic(user: String, password: String)
    /// A certificate and its key, both PEM.
    case certificate(certificate: ClusterConfiguration.Source, key: ClusterConfiguration.Source)
    /// A program that prints an `ExecCredential`.
    case program(CredentialProgram)
    /// Several at once, for example a certificate and a token.
    indirect case all([CredentialSource])
}

/// Whom to act as: `as` of a kubeconfig.
///
/// Source: Kubernetes documentation, "User impersonation".
public struct Impersonation: Hashable, Sendable {
    public var user: String
    public var uid: String?
    public var groups: [String]
    public var extra: [String: [String]]

    /// Acts as that user.
    public init(user: String, uid: String? = nil, groups: [String] = [], extra: [String: [String]] = [:]) {
        self.user = user
        self.uid = uid
        self.groups = groups
        self.extra = extra
    }

    var headers: [(String, String)] {
        [("Impersonate-User", user)]
            + (uid.map { [("Impersonate-Uid", $0)] } ?? [])
            + groups.map { ("Impersonate-Group", $0) }
            + extra.flatMap { name, values in
                values.map { ("Impersonate-Extra-\(PercentEncoding.headerName(name))", $0) }
            }
    }
}
