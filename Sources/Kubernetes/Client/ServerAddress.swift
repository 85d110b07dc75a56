internal import AsyncHTTPClient
internal import FoundationEssentials
internal import NIOCore

/// A server's URL, taken apart.
struct ServerAddress: Sendable {
    /// Scheme, host, port and path, without a slash at the end.
    let base: String
    let isSecure: Bool
    /// The names to look up differently: a certificate's name leads to the real host.
    let aliases: [String: String]

    /// Throws `invalidConfiguration`.
    init(_ configuration: ClusterConfiguration) throws(KubernetesError) {
        guard let url = URL(string: configuration.server), let host = url.host(), !host.isEmpty,
            let scheme = url.scheme, ["http", "https"].contains(scheme), url.query == nil
        else {
            throw .invalidConfiguration(
                "\"\(configuration.server)\" is no server address.", remedy: "It is like https://HOST:6443.")
        }
        isSecure = scheme == "https"
        let name = configuration.tlsServerName ?? host
        aliases = name == host ? [:] : [name: host]
        let authority = name.contains(":") && !name.hasPrefix("[") ? "[\(name)]" : name
        let port = url.port.map { ":\($0)" } ?? ""
        var path = url.path()
        while path.hasSuffix("/") { path.removeLast() }
        base = "\(scheme)://\(authority)\(port)\(path)"
    }
}

extension HTTPClient.Configuration {
    init(_ configuration: ClusterConfiguration, server: ServerAddress) throws(KubernetesError) {
        self.init()
        httpVersion = .http1Only
        redirectConfiguration = .disallow
        timeout = Timeout(
            connect: .init(configuration.connectTimeout), read: .init(configuration.watchSilence))
        connectionPool.concurrentHTTP1ConnectionsPerHostSoftLimit = configuration.maximumConnections
        connectionPool.retryConnectionEstablishment = false
        dnsOverride = server.aliases
        if let proxy = configuration.proxy { self.proxy = try .init(kubernetesProxy: proxy) }
    }
}

extension HTTPClient.Configuration.Proxy {
    fileprivate init(kubernetesProxy text: String) throws(KubernetesError) {
        guard let url = URL(string: text), let host = url.host(), let port = url.port, let scheme = url.scheme,
            ["http", "socks5"].contains(scheme)
        else {
            throw .invalidConfiguration(
                "\"\(text)\" is no proxy this program can use.",
                remedy: "Give http://HOST:PORT or socks5://HOST:PORT as proxy-url.")
        }
        self = scheme == "http" ? .server(host: host, port: port) : .socksServer(host: host, port: port)
    }
}
