internal import Logging
internal import NIOCore
internal import NIOPosix
internal import Telemetry

/// Lets only some users' processes connect, whatever the socket's mode has become: the kernel says who they are.
struct PeerGuard: Sendable {
    private let allowed: Set<UInt32>
    private let refusals: Counter
    private let logger: Logger

    init(allowed: Set<UInt32>, metrics: MetricsRegistry, logger: Logger) {
        self.allowed = allowed
        self.logger = logger
        refusals = metrics.counter(
            "casemate_kms_refused_connections_total", "Connections of users that --allow-uid does not name.")
    }

    /// Closes the connection of anybody else, and fails.
    func check(_ channel: any Channel) -> EventLoopFuture<Void> {
        guard let socket = channel as? any SocketOptionProvider else {
            return channel.eventLoop.makeFailedFuture(Self.unknown)
        }
        let option: EventLoopFuture<PeerCredentials> = socket.unsafeGetSocketOption(
            level: .socket, name: NIOBSDSocket.Option(rawValue: Self.peerCredentials))
        return option.flatMapThrowing { peer in
            guard allowed.contains(peer.user) else {
                refusals.add()
                logger.warning("connection refused", metadata: ["uid": "\(peer.user)", "pid": "\(peer.process)"])
                channel.close(promise: nil)
                throw Self.unknown
            }
        }
    }

    // SO_PEERCRED of asm-generic/socket.h.
    private static let peerCredentials: Int32 = 17
    private static let unknown = KMSError(.notAllowed, "This user may not connect.", remedy: "See --allow-uid.")
}

/// The kernel's `struct ucred`.
private struct PeerCredentials: Sendable {
    let process: Int32
    let user: UInt32
    let group: UInt32
}
