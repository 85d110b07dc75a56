internal import Glibc

extension StorageError {
    var isMissing: Bool { errno == ENOENT }
    var isOutOfSpace: Bool { errno == ENOSPC || errno == EDQUOT }
}

/// A directory of the local file system, held open: the path may be renamed meanwhile.
package final class PosixStorage: Storage {
    private let directory: Int32

    /// Opens an existing directory.
    package init(directory path: String) throws(StorageError) {
        let opened = unsafe Glibc.open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard opened >= 0 else { throw StorageError("open", path, errno: errno) }
        directory = opened
    }

    deinit { close(directory) }

    package func open(_ name: String, _ access: FileAccess) throws(StorageError) -> any StorageFile {
        let flags =
            switch access {
            case .read: O_RDONLY
            case .update: O_RDWR
            case .create: O_RDWR | O_CREAT | O_TRUNC
            }
        // O_NOFOLLOW and O_NONBLOCK: the host may put a link or a FIFO where a file should be.
        let opened = unsafe openat(directory, name, flags | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK, 0o600)
        guard opened >= 0 else { throw StorageError("open", name, errno: errno) }
        return PosixFile(opened, name: name)
    }

    /// Takes the directory for this process alone until it ends; false when another process has it.
    ///
    /// Gramine has no locks that another enclave would see: there the host alone decides that one runs, as it decides
    /// which copy of a state it shows.
    package func lock() throws(StorageError) -> Bool {
        guard flock(directory, LOCK_EX | LOCK_NB) != 0, errno != ENOSYS else { return true }
        guard errno == EWOULDBLOCK else { throw StorageError("flock", "", errno: errno) }
        return false
    }

    package func rename(_ name: String, to other: String) throws(StorageError) {
        guard unsafe renameat(directory, name, directory, other) == 0 else {
            throw StorageError("rename", name, errno: errno)
        }
    }

    package func remove(_ name: String) throws(StorageError) {
        guard unsafe unlinkat(directory, name, 0) == 0 else { throw StorageError("unlink", name, errno: errno) }
    }

    package func createDirectory(_ name: String) throws(StorageError) {
        guard unsafe mkdirat(directory, name, 0o700) == 0 || errno == EEXIST else {
            throw StorageError("mkdir", name, errno: errno)
        }
    }

    package func synchronizeDirectory(_ name: String) throws(StorageError) {
        let folder = try openFolder(name)
        defer { close(folder) }
        guard fsync(folder) == 0 else { throw StorageError("fsync", name, errno: errno) }
    }

    package func list(_ name: String) throws(StorageError) -> [String] {
        let folder = try openFolder(name)
        guard let stream = unsafe fdopendir(folder) else {
            close(folder)
            throw StorageError("list", name, errno: errno)
        }
        defer { unsafe closedir(stream) }
        var names: [String] = []
        while let entry = unsafe readdir(stream) {
            let text = unsafe withUnsafeBytes(of: entry.pointee.d_name) { bytes in
                unsafe String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
            }
            if text != ".", text != ".." { names.append(text) }
        }
        return names
    }

    package func space() throws(StorageError) -> (free: UInt64, total: UInt64) {
        var figures = statvfs()
        guard unsafe fstatvfs(directory, &figures) == 0 else { throw StorageError("statvfs", "", errno: errno) }
        let block = UInt64(figures.f_frsize)
        return (UInt64(figures.f_bavail) * block, UInt64(figures.f_blocks) * block)
    }

    private func openFolder(_ name: String) throws(StorageError) -> Int32 {
        let path = name.isEmpty ? "." : name
        let folder = unsafe openat(directory, path, O_RDONLY | O_DIRECTORY | O_CLOEXEC | O_NOFOLLOW)
        guard folder >= 0 else { throw StorageError("open", name, errno: errno) }
        return folder
    }
}
