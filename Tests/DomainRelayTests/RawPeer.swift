import Foundation

@testable import DomainRelay

/// Another relay as bytes on a socket: it may say anything. It waits on threads of its own, not on those of tasks.
final class RawPeer: Sendable {
    private let descriptor: Int32

    init(to peer: PeerAddress) throws {
        descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = in_port_t(peer.port).bigEndian
        inet_pton(AF_INET, peer.host, &address.sin_addr)
        let status = withUnsafePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
            }
        }
        guard status == 0 else { throw Never(description: "no connection: \(errno)") }
        var patience = timeval(tv_sec: 60, tv_usec: 0)
        setsockopt(descriptor, SOL_SOCKET, SO_RCVTIMEO, &patience, socklen_t(MemoryLayout<timeval>.size))
    }

    deinit { close(descriptor) }

    /// How many of the bytes were taken; fewer only when `waits` is false and there is no room.
    @discardableResult
    func send(_ bytes: [UInt8], waits: Bool = true) async -> Int {
        await aside { self.write(bytes, waits: waits) }
    }

    private func write(_ bytes: [UInt8], waits: Bool) -> Int {
        var sent = 0
        while sent < bytes.count {
            let flags = Int32(MSG_NOSIGNAL) | (waits ? 0 : Int32(MSG_DONTWAIT))
            let count = bytes.withUnsafeBytes {
                Foundation.send(descriptor, $0.baseAddress?.advanced(by: sent), $0.count - sent, flags)
            }
            guard count > 0 else { return sent }
            sent += count
        }
        return sent
    }

    func sendMessage(_ message: [UInt8]) async { await send(Self.frame(message)) }

    static func frame(_ message: [UInt8]) -> [UInt8] {
        withUnsafeBytes(of: UInt32(message.count).bigEndian, Array.init) + message
    }

    /// The next message; nil when the connection has ended, or nothing comes for a minute.
    func receive() async -> [UInt8]? {
        await aside {
            guard let length = self.read(4) else { return nil }
            return self.read(length.reduce(0) { $0 << 8 | Int($1) })
        }
    }

    private func aside<Value: Sendable>(_ body: @escaping @Sendable () -> Value) async -> Value {
        await withCheckedContinuation { continuation in
            Thread { continuation.resume(returning: body()) }.start()
        }
    }

    private func read(_ count: Int) -> [UInt8]? {
        var bytes = [UInt8](repeating: 0, count: count)
        var have = 0
        while have < count {
            let got = bytes.withUnsafeMutableBytes {
                recv(descriptor, $0.baseAddress?.advanced(by: have), count - have, 0)
            }
            guard got > 0 else { return nil }
            have += got
        }
        return bytes
    }
}
