/// Where to listen and what a connection to it means: one `--listen` option.
package struct ListenerAddress: Equatable, Sendable {
    /// The socket.
    package enum Endpoint: Equatable, Sendable {
        case unix(path: String)
        /// 4 or 16 bytes of a loopback address, and a port; port 0 lets the kernel choose.
        case tcp(address: [UInt8], port: UInt16)
    }

    /// The socket.
    package var endpoint: Endpoint
    /// The identity of every caller that comes through it.
    package var identity: String
    /// The only user whose processes may connect, or nil; Unix sockets only.
    package var user: UInt32?
    /// Nothing but hello is answered outside a sealed session; always so on TCP.
    package var requiresSession: Bool

    /// An address.
    package init(
        endpoint: Endpoint, identity: String = "default", user: UInt32? = nil, requiresSession: Bool = false
    ) {
        self.endpoint = endpoint
        self.identity = identity
        self.user = user
        if case .tcp = endpoint { self.requiresSession = true } else { self.requiresSession = requiresSession }
    }
}

extension ListenerAddress: CustomStringConvertible {
    /// The option's own form, all settings named.
    package var description: String {
        var text = "\(endpoint),identity=\(identity)"
        if let user { text += ",uid=\(user)" }
        return text + ",session=" + (requiresSession ? "required" : "optional")
    }
}

extension ListenerAddress.Endpoint: CustomStringConvertible {
    package var description: String {
        switch self {
        case .unix(let path): "unix:\(path)"
        case .tcp(let address, let port) where address.count == 16: "tcp:[::1]:\(port)"
        case .tcp(let address, let port): "tcp:" + address.map(String.init).joined(separator: ".") + ":\(port)"
        }
    }
}
