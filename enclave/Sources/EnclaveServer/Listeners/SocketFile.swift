private import CEnclaveSystem
private import Glibc

/// Makes a path ready for a Unix socket: its directory there and safe, no stale socket in the way.
enum SocketFile {
    /// Makes the directory (0700) when it is missing and removes a socket nobody listens on.
    static func prepare(_ path: String, for address: String) throws(ServerError) {
        try prepareDirectory(directory(of: path), for: address)
        guard let mode = mode(of: path) else { return }
        guard mode & S_IFMT == S_IFSOCK else { throw .notASocket(path: path) }
        guard unsafe casemate_probe_unix(path) != 0 else { throw .alreadyListening(address) }
        guard SystemError.number == ECONNREFUSED else {
            throw .cannotListen(address, reason: "the socket there cannot be probed: \(SystemError.text)")
        }
        guard unsafe unlink(path) == 0 else {
            throw .cannotListen(address, reason: "the stale socket cannot be removed: \(SystemError.text)")
        }
    }

    private static func prepareDirectory(_ directory: String, for address: String) throws(ServerError) {
        if let mode = mode(of: directory, following: true) {
            guard mode & (S_IWGRP | S_IWOTH) == 0 || mode & S_ISVTX != 0 else {
                throw .directoryWritableByOthers(path: directory)
            }
        } else if unsafe mkdir(directory, 0o700) != 0 {
            throw .cannotListen(
                address, reason: "the directory \(directory) cannot be made: \(SystemError.text); make it first")
        }
    }

    private static func directory(of path: String) -> String {
        guard let slash = path.lastIndex(of: "/"), slash > path.startIndex else { return "/" }
        return String(path[..<slash])
    }

    private static func mode(of path: String, following: Bool = false) -> mode_t? {
        var information = stat()
        let result = unsafe following ? stat(path, &information) : lstat(path, &information)
        return result == 0 ? information.st_mode : nil
    }
}
