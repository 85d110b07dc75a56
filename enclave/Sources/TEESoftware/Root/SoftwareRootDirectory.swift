private import Glibc
internal import TEEPlatform

/// `--software-root`: the directory of an installation's PKI, for its owner alone.
///
/// It is made under another name and renamed, so it is there whole or not at all; the lock on its parent lets enclaves
/// that start at once make one and share it.
struct SoftwareRootDirectory {
    private static let longestFile = 16 << 10

    let path: String

    init(_ path: String) {
        let trimmed = path.reversed().drop { $0 == "/" }
        self.path = trimmed.isEmpty ? path : String(trimmed.reversed())
    }

    /// The PKI in the directory; made at `time`, unix seconds, when there is none yet.
    func open(at time: Int64) throws(PlatformError) -> (root: SoftwareRoot, isNew: Bool) {
        if !isMissing { return (try load(), false) }
        let parent = try openDirectory(self.parent)
        defer { close(parent) }
        guard flock(parent, LOCK_EX) == 0 else { throw failure("has a parent that cannot be locked") }
        guard isMissing else { return (try load(), false) }
        let root = try SoftwareRoot.generate(at: time)
        try create(root)
        guard fsync(parent) == 0 else { throw failure("has a parent that cannot be synchronised") }
        return (root, true)
    }

    private var parent: String { path.lastIndex(of: "/").map { String(path[..<$0]) + "/" } ?? "." }

    /// An interrupted start leaves this one; nobody has seen evidence under it.
    private var unfinished: String { path + ".unfinished" }

    /// Nothing there, or a directory that somebody made for it.
    private var isMissing: Bool {
        var facts = stat()
        guard unsafe lstat(path, &facts) == 0 else { return errno == ENOENT }
        return facts.st_mode & S_IFMT == S_IFDIR && isEmpty
    }

    private var isEmpty: Bool {
        guard let listing = unsafe opendir(path) else { return false }
        defer { unsafe closedir(listing) }
        var count = 0
        while unsafe readdir(listing) != nil { count += 1 }
        return count <= 2
    }

    private func load() throws(PlatformError) -> SoftwareRoot {
        let directory = try openDirectory(path)
        defer { close(directory) }
        try checkOwner(of: directory, path)
        do throws(PlatformError) {
            return try SoftwareRoot { file throws(PlatformError) in try read(file, in: directory) }
        } catch {
            throw PlatformError(
                "the software root \(path) cannot be used: \(error.message)",
                remedy: error.remedy.isEmpty
                    ? "Restore it from its copy; or remove it for a new one, which verifiers then have to be told."
                    : error.remedy)
        }
    }

    private func read(_ name: SoftwareRoot.File, in directory: Int32) throws(PlatformError) -> [UInt8] {
        let file = unsafe openat(directory, name.rawValue, O_RDONLY | O_CLOEXEC | O_NOFOLLOW)
        guard file >= 0 else { throw PlatformError("\(name.rawValue) cannot be opened (errno \(errno))") }
        defer { close(file) }
        try checkOwner(of: file, path + "/" + name.rawValue)
        var bytes = [UInt8](repeating: 0, count: Self.longestFile)
        let count = unsafe Glibc.read(file, &bytes, bytes.count)
        guard count > 0, count < bytes.count else {
            throw PlatformError("\(name.rawValue) is no file of a software root")
        }
        return Array(bytes.prefix(count))
    }

    private func checkOwner(of file: Int32, _ path: String) throws(PlatformError) {
        var facts = stat()
        guard unsafe fstat(file, &facts) == 0 else { throw failure("cannot be examined") }
        guard facts.st_uid == geteuid(), facts.st_mode & 0o077 == 0 else {
            throw PlatformError(
                "others can read \(path), so they can forge this installation's evidence",
                remedy: "Make it this user's alone (chmod go-rwx), or better remove the software root for a new one.")
        }
    }

    private func create(_ root: SoftwareRoot) throws(PlatformError) {
        removeUnfinished()
        guard unsafe mkdir(unfinished, 0o700) == 0 else { throw failure("cannot be made") }
        let directory = try openDirectory(unfinished)
        defer { close(directory) }
        for file in SoftwareRoot.File.allCases { try write(root.content(of: file), file, in: directory) }
        guard fsync(directory) == 0, unsafe rename(unfinished, path) == 0 else {
            throw failure("cannot be made: is its place no mount point of its own?")
        }
    }

    private func removeUnfinished() {
        for file in SoftwareRoot.File.allCases { unsafe unlink(unfinished + "/" + file.rawValue) }
        unsafe rmdir(unfinished)
    }

    private func write(_ bytes: [UInt8], _ name: SoftwareRoot.File, in directory: Int32) throws(PlatformError) {
        let file = unsafe openat(directory, name.rawValue, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
        guard file >= 0 else { throw failure("takes no file") }
        defer { close(file) }
        guard unsafe Glibc.write(file, bytes, bytes.count) == bytes.count, fsync(file) == 0 else {
            throw failure("cannot be written")
        }
    }

    private func openDirectory(_ path: String) throws(PlatformError) -> Int32 {
        let directory = unsafe Glibc.open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard directory >= 0 else {
            throw PlatformError(
                "\(path) cannot be opened as a directory (errno \(errno))",
                remedy: "Give a --software-root DIR in a directory that this user can write.")
        }
        return directory
    }

    private func failure(_ what: String) -> PlatformError {
        PlatformError("the software root \(path) \(what) (errno \(errno))")
    }
}
