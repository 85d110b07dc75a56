internal import ArgumentParser
internal import FoundationEssentials

/// Where etcd answers: `http://HOST:PORT` or `https://HOST:PORT`.
struct EtcdAddress: ExpressibleByArgument, Sendable {
    /// Scheme, host and port, without a slash at the end.
    let text: String
    /// Whether it is reached by TLS.
    let isSecure: Bool

    init?(argument: String) {
        guard let url = URL(string: argument), let scheme = url.scheme, ["http", "https"].contains(scheme),
            let host = url.host(), !host.isEmpty, ["", "/"].contains(url.path()), url.query == nil, url.user == nil
        else { return nil }
        text = argument.hasSuffix("/") ? String(argument.dropLast()) : argument
        isSecure = scheme == "https"
    }
}
