/// Where an enclave listens: `unix:PATH` or `tcp:HOST:PORT`.
public enum EnclaveAddress: Equatable, Sendable, CustomStringConvertible {
    /// A Unix socket.
    case unix(path: String)
    /// TCP; needs a pinned session key.
    case tcp(host: String, port: UInt16)

    /// Longest path of a Unix socket in bytes: `sun_path` less its final zero.
    public static let maximumPathLength = 107

    /// Reads `unix:PATH`, `tcp:HOST:PORT` or `tcp:[IPv6]:PORT`; throws `invalidAddress`.
    public init(_ text: String) throws(EnclaveClientError) {
        let parts = text.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
        guard parts.count == 2 else { throw Self.invalid(text) }
        switch parts[0] {
        case "unix": try self.init(socketPath: parts[1])
        case "tcp": try self.init(hostAndPort: parts[1])
        default: throw Self.invalid(text)
        }
    }

    /// A Unix socket at `socketPath`; throws `invalidAddress` when the path is empty or too long for the kernel.
    public init(socketPath: String) throws(EnclaveClientError) {
        guard !socketPath.isEmpty else { throw Self.invalid("unix:") }
        guard socketPath.utf8.count <= Self.maximumPathLength else {
            throw EnclaveClientError(
                .invalidAddress,
                "The socket path has \(socketPath.utf8.count) bytes; the kernel takes \(Self.maximumPathLength).",
                remedy: "Use a shorter directory, for example below $XDG_RUNTIME_DIR.")
        }
        self = .unix(path: socketPath)
    }

    private init(hostAndPort text: String) throws(EnclaveClientError) {
        guard let colon = text.lastIndex(of: ":"), let port = UInt16(text[text.index(after: colon)...]), port > 0
        else { throw Self.invalid("tcp:" + text) }
        var host = String(text[..<colon])
        let isBracketed = host.hasPrefix("[") && host.hasSuffix("]")
        if isBracketed { host = String(host.dropFirst().dropLast()) }
        guard !host.isEmpty, isBracketed == host.contains(":"), !host.contains(where: { "[] \t\n".contains($0) }) else {
            throw Self.invalid("tcp:" + text)
        }
        self = .tcp(host: host, port: port)
    }

    /// The address as the command line takes it.
    public var description: String {
        switch self {
        case .unix(let path): "unix:\(path)"
        case .tcp(let host, let port): host.contains(":") ? "tcp:[\(host)]:\(port)" : "tcp:\(host):\(port)"
        }
    }

    private static func invalid(_ text: String) -> EnclaveClientError {
        EnclaveClientError(
            .invalidAddress, "\"\(text)\" is not the address of an enclave.",
            remedy: "Write unix:PATH or tcp:HOST:PORT.")
    }
}
