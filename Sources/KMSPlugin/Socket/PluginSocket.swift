internal import CHostSystem
internal import Glibc

/// The plugin's Unix socket: 0600, in a directory that nobody else can write to. Whoever can connect can decrypt.
struct PluginSocket {
    /// Where it lies.
    let path: String

    private static let backlog: Int32 = 128

    /// Listens; gives the descriptor. Makes the directory (0700) when it is missing and replaces a socket that nobody
    /// listens on, never anything else.
    func listen() throws(KMSError) -> Int32 {
        try prepareDirectory()
        try removeStale()
        let descriptor = Self.make(SOCK_NONBLOCK)
        guard descriptor >= 0 else { throw failure("no socket can be made") }
        do throws(KMSError) {
            try bind(descriptor)
            return descriptor
        } catch {
            close(descriptor)
            throw error
        }
    }

    /// Removes it; another process' socket of the same name stays.
    func remove(ifStill inode: UInt64) {
        guard let status = FileStatus(path), status.inode == inode else { return }
        unlink(path)
    }

    /// Tells this socket from one that took its name.
    var inode: UInt64 { FileStatus(path)?.inode ?? 0 }

    private static func make(_ kind: __socket_type) -> Int32 {
        socket(AF_UNIX, Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue | kind.rawValue), 0)
    }

    private func bind(_ descriptor: Int32) throws(KMSError) {
        let bound = try withAddress { address, length in Glibc.bind(descriptor, address, length) }
        // Between bind and chmod nobody can connect: the socket does not listen yet.
        guard bound == 0, chmod(path, 0o600) == 0, Glibc.listen(descriptor, Self.backlog) == 0 else {
            throw failure("it cannot be bound")
        }
    }

    private func prepareDirectory() throws(KMSError) {
        let directory = path.lastIndex(of: "/").map { String(path[..<$0]) } ?? "."
        guard !directory.isEmpty, let status = FileStatus(directory) else {
            guard !directory.isEmpty, mkdir(directory, 0o700) == 0 else {
                throw failure("the directory \(directory) cannot be made; make it first")
            }
            return
        }
        guard status.mode & (S_IWGRP | S_IWOTH) == 0 else {
            throw KMSError(
                .failed, "Others may write to \(directory), and so replace the socket \(path).",
                remedy: "chmod 700 \(directory), or choose a directory of the socket's own.")
        }
    }

    private func removeStale() throws(KMSError) {
        guard let status = FileStatus(path) else { return }
        guard status.mode & S_IFMT == S_IFSOCK else {
            throw KMSError(.failed, "\(path) is there and is no socket.", remedy: "Choose another path.")
        }
        let probe = Self.make(SOCK_CLOEXEC)
        defer { close(probe) }
        let isAnswered = try withAddress { address, length in connect(probe, address, length) } == 0
        guard !isAnswered else {
            throw KMSError(.failed, "Another process listens on \(path).", remedy: "Stop it, or choose another path.")
        }
        guard unlink(path) == 0 else { throw failure("the stale socket cannot be removed") }
    }

    private func withAddress<Value>(
        _ body: (UnsafePointer<sockaddr>, socklen_t) -> Value
    ) throws(KMSError) -> Value {
        var address = sockaddr_un()
        address.sun_family = sa_family_t(AF_UNIX)
        let capacity = MemoryLayout.size(ofValue: address.sun_path)
        guard path.utf8.count < capacity else {
            throw KMSError(.failed, "The path of a socket has at most \(capacity - 1) bytes: \(path).")
        }
        withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: path.utf8) }
        return withUnsafePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                body($0, socklen_t(MemoryLayout<sockaddr_un>.size))
            }
        }
    }

    private func failure(_ what: String) -> KMSError {
        let reason = String(cString: strerror(errno))
        return KMSError(.failed, "Cannot listen on \(path): \(what): \(reason).", remedy: "Check its directory.")
    }
}

/// What kind of file is there; by C, because which module defines `struct stat` depends on what else a build imports.
private struct FileStatus {
    let mode: UInt32
    let inode: UInt64

    init?(_ path: String) {
        var (mode, inode): (UInt32, UInt64) = (0, 0)
        guard casemate_file_status(path, &mode, &inode) == 0 else { return nil }
        (self.mode, self.inode) = (mode, inode)
    }
}
