private import Crypto
private import Glibc
internal import TEEPlatform

/// The sealing file: 32 random bytes, readable by its owner only.
struct SealingFile {
    static let length = 32
    let path: String

    /// The file's key; made with fsync of file and directory when `mayCreate` and there is none.
    func key(mayCreate: Bool) throws(PlatformError) -> [UInt8] {
        let file = unsafe open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW)
        if file < 0 {
            guard errno == ENOENT else { throw failure("cannot be opened") }
            guard mayCreate else {
                throw PlatformError(
                    "the sealing file \(path) is missing, so this state cannot be opened by it: put the file back; "
                        + "or put 32 new random bytes there (mode 0600), start, and submit recovery shares: the state "
                        + "is then sealed to those; --sealing none asks for shares at each start")
            }
            return try create()
        }
        defer { close(file) }
        try checkPermissions(of: file)
        var bytes = [UInt8](repeating: 0, count: Self.length + 1)
        let count = unsafe read(file, &bytes, bytes.count)
        guard count == Self.length else {
            throw PlatformError("the sealing file \(path) does not hold 32 bytes: restore it from its copy")
        }
        return Array(bytes.prefix(Self.length))
    }

    private func checkPermissions(of file: Int32) throws(PlatformError) {
        var facts = stat()
        guard unsafe fstat(file, &facts) == 0 else { throw failure("cannot be examined") }
        guard facts.st_mode & 0o077 == 0 else {
            throw PlatformError("others can read the sealing file \(path): chmod 600 \(path), and rotate what it seals")
        }
    }

    private func create() throws(PlatformError) -> [UInt8] {
        let key = unsafe SymmetricKey(size: .bits256).withUnsafeBytes { unsafe Array($0) }
        do {
            try OwnerFile(path).make(holding: key)
        } catch {
            throw PlatformError("the sealing file \(path) \(error)")
        }
        return key
    }

    private func failure(_ what: String) -> PlatformError {
        PlatformError("the sealing file \(path) \(what) (errno \(errno))")
    }
}
