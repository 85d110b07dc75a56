internal import EnclaveProtocol
private import Glibc

/// The state directory on its way to being opened.
struct StatePath {
    let path: String

    init(_ path: String) { self.path = path }

    /// There is a header: nothing may be created.
    var hasState: Bool { unsafe access(path + "/header", F_OK) == 0 }

    /// Makes the directory (0700) when it is missing; says so when others may read it.
    func prepare(_ log: Log) throws(Refusal) {
        if unsafe mkdir(path, 0o700) != 0, errno != EEXIST {
            throw Refusal(
                .storageFailed, "the state directory \(path) cannot be made (errno \(errno))",
                remedy: "Make its parent directory, writable by this user.")
        }
        var facts = stat()
        guard unsafe stat(path, &facts) == 0, facts.st_mode & S_IFMT == S_IFDIR else {
            throw Refusal(.storageFailed, "\(path) is no directory", remedy: "Give another --state.")
        }
        if facts.st_mode & 0o077 != 0 {
            log.write(.warning, "other users can enter the state directory", ["remedy": "chmod 700 \(path)"])
        }
    }
}
