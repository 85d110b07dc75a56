internal import Glibc

/// A connected stream socket that blocks; closed when it is released.
struct BlockingSocket: ~Copyable {
    private let descriptor: Int32

    /// Connects to `address`. Throws `cannotConnect`.
    init(connectingTo address: EnclaveAddress) throws(EnclaveClientError) {
        switch address {
        case .unix(let path): descriptor = try Self.connectUnix(path, address)
        case .tcp(let host, let port): descriptor = try Self.connectTCP(host, port, address)
        }
    }

    deinit { close(descriptor) }

    /// Writes all of `bytes`.
    func write(_ bytes: [UInt8]) throws(EnclaveClientError) {
        var sent = 0
        while sent < bytes.count {
            let count = bytes.withUnsafeBytes { all in
                send(descriptor, all.baseAddress?.advanced(by: sent), all.count - sent, Int32(MSG_NOSIGNAL))
            }
            if count < 0, errno == EINTR { continue }
            guard count > 0 else { throw .lost }
            sent += count
        }
    }

    /// Reads what is there, at least one byte, into `buffer` and gives how many. Throws `connectionLost` at the end.
    func read(into buffer: inout [UInt8]) throws(EnclaveClientError) -> Int {
        while true {
            let count = buffer.withUnsafeMutableBytes { recv(descriptor, $0.baseAddress, $0.count, 0) }
            if count < 0, errno == EINTR { continue }
            guard count > 0 else { throw .lost }
            return count
        }
    }

    private static func connectUnix(_ path: String, _ address: EnclaveAddress) throws(EnclaveClientError) -> Int32 {
        var socketAddress = sockaddr_un()
        socketAddress.sun_family = sa_family_t(AF_UNIX)
        withUnsafeMutableBytes(of: &socketAddress.sun_path) { target in
            target.copyBytes(from: path.utf8.prefix(EnclaveAddress.maximumPathLength))
        }
        let descriptor = socket(AF_UNIX, Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue), 0)
        let size = socklen_t(MemoryLayout<sockaddr_un>.size)
        let result = withUnsafePointer(to: &socketAddress) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { connect(descriptor, $0, size) }
        }
        return try connected(descriptor, result, to: address)
    }

    private static func connectTCP(
        _ host: String, _ port: UInt16, _ address: EnclaveAddress
    ) throws(EnclaveClientError) -> Int32 {
        var hints = addrinfo()
        hints.ai_socktype = Int32(SOCK_STREAM.rawValue)
        var found: UnsafeMutablePointer<addrinfo>?
        guard getaddrinfo(host, String(port), &hints, &found) == 0, let first = found?.pointee else {
            throw .cannotConnect(to: address, cause: SystemError(number: EADDRNOTAVAIL))
        }
        defer { freeaddrinfo(found) }
        let descriptor = socket(first.ai_family, first.ai_socktype | Int32(SOCK_CLOEXEC.rawValue), first.ai_protocol)
        var enabled: Int32 = 1
        setsockopt(
            descriptor, Int32(IPPROTO_TCP), TCP_NODELAY, &enabled, socklen_t(MemoryLayout<Int32>.size))
        return try connected(descriptor, connect(descriptor, first.ai_addr, first.ai_addrlen), to: address)
    }

    private static func connected(
        _ descriptor: Int32, _ result: Int32, to address: EnclaveAddress
    ) throws(EnclaveClientError) -> Int32 {
        guard descriptor >= 0, result == 0 else {
            let cause = SystemError(number: errno)
            if descriptor >= 0 { close(descriptor) }
            throw .cannotConnect(to: address, cause: cause)
        }
        return descriptor
    }
}

/// An errno.
struct SystemError: Error, CustomStringConvertible {
    let number: Int32

    var description: String { String(cString: strerror(number)) }
}
