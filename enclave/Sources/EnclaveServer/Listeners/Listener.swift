private import CEnclaveSystem
private import Glibc

/// A bound socket; a Unix socket's file goes with it.
final class Listener: Sendable {
    private static let backlog: Int32 = 4096

    /// What it was bound to, with the port the kernel chose.
    let address: ListenerAddress
    private let descriptor: Descriptor

    /// Binds and listens.
    init(_ wanted: ListenerAddress) throws(ServerError) {
        switch wanted.endpoint {
        case .unix(let path):
            try SocketFile.prepare(path, for: wanted.endpoint.description)
            descriptor = try Self.bound(unsafe casemate_listen_unix(path, Self.backlog), to: wanted)
            address = wanted
        case .tcp(let bytes, let port):
            let isVersion6 = bytes.count == 16
            guard isVersion6 || bytes.count == 4 else {
                throw .invalidListener(wanted.description, reason: "the address is not four numbers")
            }
            let number = unsafe casemate_listen_loopback(bytes, isVersion6, port, Self.backlog)
            descriptor = try Self.bound(number, to: wanted)
            var actual = wanted
            actual.endpoint = .tcp(
                address: bytes, port: UInt16(clamping: casemate_local_port(descriptor.number)))
            address = actual
        }
    }

    deinit {
        if case .unix(let path) = address.endpoint { _ = unsafe unlink(path) }
    }

    /// For the poller.
    var number: Int32 { descriptor.number }

    /// The next waiting connection, or nil.
    func accept() -> Int32? {
        var isTCP = false
        if case .tcp = address.endpoint { isTCP = true }
        let accepted = casemate_accept(descriptor.number, isTCP)
        return accepted >= 0 ? accepted : nil
    }

    /// The peer may use this listener.
    func admits(_ accepted: Int32) -> Bool {
        guard let user = address.user else { return true }
        var peer: UInt32 = 0
        return unsafe casemate_peer_user(accepted, &peer) == 0 && peer == user
    }

    private static func bound(_ number: Int32, to wanted: ListenerAddress) throws(ServerError) -> Descriptor {
        guard number >= 0 else {
            throw .cannotListen(wanted.endpoint.description, reason: reason(SystemError.number))
        }
        return try Descriptor(number, for: wanted.endpoint.description)
    }

    private static func reason(_ number: Int32) -> String {
        switch number {
        case EADDRINUSE: "the address is in use: stop the other process, or choose another address"
        case EACCES: "permission denied: choose a directory this user may write to"
        case ENOENT: "the directory does not exist: make its parent first"
        default: SystemError.text(number)
        }
    }
}
