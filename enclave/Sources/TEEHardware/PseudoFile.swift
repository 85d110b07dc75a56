private import Glibc

/// A file of the kernel or of Gramine: small, without a length of its own, made or taken at each call.
struct PseudoFile {
    let path: String

    init(_ path: String) { self.path = path }

    /// Everything in it, at most `limit` bytes: more is refused with `EFBIG`.
    func read(atMost limit: Int) throws(SystemFailure) -> [UInt8] {
        let file = unsafe open(path, O_RDONLY | O_CLOEXEC)
        guard file >= 0 else { throw failure("open") }
        defer { close(file) }
        var bytes = [UInt8](repeating: 0, count: limit + 1)
        var filled = 0
        while filled < bytes.count {
            let count = unsafe bytes.withUnsafeMutableBytes { buffer in
                unsafe Glibc.read(file, buffer.baseAddress?.advanced(by: filled), buffer.count - filled)
            }
            if count < 0, errno == EINTR { continue }
            guard count >= 0 else { throw failure("read") }
            if count == 0 { return Array(bytes.prefix(filled)) }
            filled += count
        }
        throw SystemFailure(call: "read", path: path, number: EFBIG)
    }

    /// Hands `bytes` over in one write. The kernel and Gramine may take them only at the close, so that counts too.
    func write(_ bytes: [UInt8]) throws(SystemFailure) {
        let file = unsafe open(path, O_WRONLY | O_CLOEXEC)
        guard file >= 0 else { throw failure("open") }
        let count = unsafe Glibc.write(file, bytes, bytes.count)
        let number = errno
        let closed = close(file)
        guard count == bytes.count else {
            throw SystemFailure(call: "write", path: path, number: count < 0 ? number : EIO)
        }
        guard closed == 0 else { throw failure("close") }
    }

    private func failure(_ call: String) -> SystemFailure { SystemFailure(call: call, path: path, number: errno) }
}

/// A call to the system that failed.
struct SystemFailure: Error, Equatable {
    let call: String
    let path: String
    /// The error number.
    let number: Int32

    /// For a message: the call, the path and the number.
    var description: String { "\(call) of \(path) failed (errno \(number))" }
}
