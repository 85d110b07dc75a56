internal import Glibc
internal import NIOPosix

/// Every address that a name has, such as the pods behind a headless Service.
package enum HostAddresses {
    /// Why a name has none.
    package struct Failure: Error, CustomStringConvertible {
        package let description: String
    }

    /// A and AAAA records of `peer.host`, each with its port; asked on a thread that may wait.
    package static func of(_ peer: PeerAddress) async throws -> Set<PeerAddress> {
        try await NIOThreadPool.singleton.runIfActive { try lookUp(peer) }
    }

    private static func lookUp(_ peer: PeerAddress) throws(Failure) -> Set<PeerAddress> {
        var hints = addrinfo()
        hints.ai_socktype = Int32(SOCK_STREAM.rawValue)
        hints.ai_family = AF_UNSPEC
        var list: UnsafeMutablePointer<addrinfo>?
        let status = getaddrinfo(peer.host, "\(peer.port)", &hints, &list)
        guard status == 0 else { throw Failure(description: String(cString: gai_strerror(status))) }
        defer { freeaddrinfo(list) }
        var found: Set<PeerAddress> = []
        for entry in sequence(first: list, next: { $0?.pointee.ai_next }) {
            guard let entry = entry?.pointee else { break }
            if let host = numeric(entry) { found.insert(PeerAddress(host: host, port: peer.port)) }
        }
        return found
    }

    private static func numeric(_ entry: addrinfo) -> String? {
        var text = [UInt8](repeating: 0, count: Int(NI_MAXHOST))
        let status = text.withUnsafeMutableBytes { bytes in
            getnameinfo(
                entry.ai_addr, entry.ai_addrlen, bytes.bindMemory(to: CChar.self).baseAddress,
                socklen_t(bytes.count), nil, 0, NI_NUMERICHOST)
        }
        return status == 0 ? String(decoding: text.prefix { $0 != 0 }, as: UTF8.self) : nil
    }
}
