internal import Crypto
internal import EnclaveClient
internal import EnclaveProtocol
internal import FoundationEssentials
internal import Glibc

/// A directory that `quickstart` and `start` keep an enclave in.
struct Installation {
    static let usualDirectory = "./casemate-quickstart"
    private static let marker = ".casemate-directory"

    /// Its absolute path.
    let directory: String

    var state: String { file("state") }
    var sealingKey: String { file("sealing.key") }
    var softwareRoot: String { file("software-root") }
    var administratorKey: String { file("administrator.key") }
    var log: String { file("enclave.log") }

    /// A file in the directory.
    func file(_ name: String) -> String { "\(directory)/\(name)" }

    /// Opens the directory, or makes it. One that is not empty and not an installation is refused.
    static func open(_ name: String) throws(CommandError) -> Installation {
        do {
            let files = FileManager.default
            try files.createDirectory(atPath: name, withIntermediateDirectories: true)
            guard let resolved = realpath(name, nil) else { throw CommandError.file("open", name, errno) }
            defer { free(resolved) }
            let installation = Installation(directory: String(cString: resolved))
            let content = try files.contentsOfDirectory(atPath: installation.directory)
            guard content.isEmpty || content.contains(marker) else { throw CommandError.notEmpty(name) }
            if content.isEmpty { try OutputFile.write("casemate directory 1\n", to: installation.file(marker)) }
            guard chmod(installation.directory, 0o700) == 0 else { throw CommandError.file("protect", name, errno) }
            return installation
        } catch let error as CommandError {
            throw error
        } catch {
            throw CommandError(
                code: "file-error", message: "Cannot use the directory \(name): \(error).",
                remedy: "Give another --directory.", cause: error)
        }
    }

    /// The enclave's socket, in a directory of its own: here, or below the runtime directory when this path is too long
    /// for a socket.
    func socket(_ environment: [String: String]) throws -> EnclaveAddress {
        let near = file("run/enclave.sock")
        if near.utf8.count <= EnclaveAddress.maximumPathLength {
            try Self.makePrivate(file("run"))
            return try EnclaveAddress(socketPath: near)
        }
        let digest = Hex.encode(Array(SHA256.hash(data: Array(directory.utf8)).prefix(8)))
        let base = environment["XDG_RUNTIME_DIR"].flatMap { $0.isEmpty ? nil : $0 } ?? "/tmp"
        let far = "\(base)/casemate-\(getuid())-\(digest)"
        try Self.makePrivate(far)
        return try EnclaveAddress(socketPath: far + "/enclave.sock")
    }

    /// A directory that this user owns and nobody else enters; another's is refused.
    private static func makePrivate(_ path: String) throws(CommandError) {
        guard mkdir(path, 0o700) == 0 || errno == EEXIST else { throw .file("create", path, errno) }
        var facts = stat()
        guard lstat(path, &facts) == 0 else { throw .file("open", path, errno) }
        guard facts.st_mode & S_IFMT == S_IFDIR, facts.st_uid == getuid() else {
            throw CommandError(
                code: "unsafe-directory", message: "\(path) belongs to another user.",
                remedy: "Set XDG_RUNTIME_DIR to a directory of your own.")
        }
        guard chmod(path, 0o700) == 0 else { throw .file("protect", path, errno) }
    }
}

extension CommandError {
    fileprivate static func notEmpty(_ name: String) -> CommandError {
        CommandError(
            code: "directory-not-empty", message: "\(name) is not empty and was not made by casemate.",
            remedy: "Give another --directory; nothing was changed.")
    }
}
