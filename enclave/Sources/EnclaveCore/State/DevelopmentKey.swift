internal import EnclaveProtocol
private import Glibc
internal import KeyOperations
internal import X509Core

/// The administrator's key of development mode: PKCS#8 PEM, Ed25519, 0600, in the directory above the state.
struct DevelopmentKey {
    static let fileName = "administrator.key"
    let path: String

    init(besides directory: String) {
        let trimmed = directory.hasSuffix("/") ? String(directory.dropLast()) : directory
        let parent = trimmed.lastIndex(of: "/").map { String(trimmed[...$0]) } ?? "./"
        path = parent + Self.fileName
    }

    /// The file's public half, SubjectPublicKeyInfo; the file is made when there is none.
    func publicKey() throws(Refusal) -> [UInt8] {
        if let bytes = try read() {
            return try Refusal.mapping { () throws(KeyError) in
                try PrivateKeyReader.read(bytes, passphrase: nil).publicKeySPKI
            }
        }
        let key = try Refusal.mapping { () throws(KeyError) in try LiveKey.generate(.ed25519) }
        try write(PEM.encode(key.pkcs8 ?? [], label: "PRIVATE KEY"))
        return key.publicKeySPKI ?? []
    }

    private func read() throws(Refusal) -> [UInt8]? {
        let file = unsafe open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW)
        guard file >= 0 else {
            guard errno == ENOENT else { throw failure("cannot be opened") }
            return nil
        }
        defer { close(file) }
        var bytes = [UInt8](repeating: 0, count: 8192)
        let count = unsafe Glibc.read(file, &bytes, bytes.count)
        guard count > 0 else { throw failure("cannot be read") }
        return Array(bytes.prefix(count))
    }

    private func write(_ bytes: [UInt8]) throws(Refusal) {
        let draft = "\(path).\(getpid()).new"
        // What a killed start left: in a container the next one has the same number.
        unsafe unlink(draft)
        let file = unsafe open(draft, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
        guard file >= 0 else { throw failure("cannot be made") }
        defer {
            close(file)
            unsafe unlink(draft)
        }
        // Whole or not at all: a start that ends here leaves none, and the next makes one. What is enrolled in the state
        // must outlive a power cut that the state outlives.
        guard unsafe Glibc.write(file, bytes, bytes.count) == bytes.count, fsync(file) == 0,
            unsafe link(draft, path) == 0, synchronizeDirectory()
        else { throw failure("cannot be written") }
    }

    private func synchronizeDirectory() -> Bool {
        let parent = path.lastIndex(of: "/").map { String(path[...$0]) } ?? "./"
        let directory = unsafe open(parent, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard directory >= 0 else { return false }
        defer { close(directory) }
        return fsync(directory) == 0
    }

    private func failure(_ what: String) -> Refusal {
        Refusal(
            .storageFailed, "the development administrator's key \(path) \(what) (errno \(errno))",
            remedy: "Check the directory above the state, or give --administrator FILE.")
    }
}
