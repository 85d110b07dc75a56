internal import Glibc

/// Files that a command writes: whole or not at all, by a rename.
enum OutputFile {
    /// Readable by everyone; by its owner only when it is secret.
    enum Protection: mode_t {
        case shared = 0o644
        case owner = 0o600
    }

    /// Replaces `name` with `bytes`.
    static func write(
        _ bytes: some Collection<UInt8>, to name: String, _ protection: Protection = .shared
    ) throws(CommandError) {
        if name == "-" { return try Console.out(String(decoding: bytes, as: UTF8.self)) }
        if isSpecial(name) { return try fill(name, with: bytes, flags: O_WRONLY, protection) }
        let draft = "\(name).\(getpid()).new"
        do throws(CommandError) {
            try fill(draft, with: bytes, flags: O_WRONLY | O_CREAT | O_EXCL | O_TRUNC, protection)
            guard rename(draft, name) == 0 else { throw .file("write", name, errno) }
        } catch {
            unlink(draft)
            throw error
        }
    }

    /// Makes a directory for files to come (0700) where there is none, and checks that files can be made in it: before
    /// the enclave is asked for what cannot be asked for twice.
    static func prepareDirectory(_ name: String) throws(CommandError) {
        if mkdir(name, 0o700) != 0, errno != EEXIST { throw .file("make", name, errno) }
        guard access(name, W_OK | X_OK) == 0 else { throw .file("write", name, errno) }
    }

    /// Writes text.
    static func write(
        _ text: String, to name: String, _ protection: Protection = .shared
    ) throws(CommandError) {
        try write(Array(text.utf8), to: name, protection)
    }

    /// A device or pipe cannot be replaced by a rename.
    static func isSpecial(_ name: String) -> Bool {
        var facts = stat()
        return stat(name, &facts) == 0 && facts.st_mode & S_IFMT != S_IFREG
    }

    private static func fill(
        _ name: String, with bytes: some Collection<UInt8>, flags: Int32, _ protection: Protection
    ) throws(CommandError) {
        let descriptor = open(name, flags | O_CLOEXEC, protection.rawValue)
        guard descriptor >= 0 else { throw .file("write", name, errno) }
        defer { close(descriptor) }
        try write(all: bytes, to: descriptor, named: name)
    }

    /// Writes to an open file; `name` is for the error.
    static func write(
        all bytes: some Collection<UInt8>, to descriptor: Int32, named name: String
    ) throws(CommandError) {
        var rest = Array(bytes)[...]
        while !rest.isEmpty {
            let count = rest.withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress, $0.count) }
            if count < 0, errno == EINTR { continue }
            guard count > 0 else { throw .file("write", name, errno) }
            rest = rest.dropFirst(count)
        }
    }
}
