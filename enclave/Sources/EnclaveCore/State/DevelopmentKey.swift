internal import EnclaveProtocol
private import Glibc
internal import KeyOperations
internal import TEEPlatform
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
        // What is enrolled in the state must outlive a power cut that the state outlives.
        do {
            try OwnerFile(path).make(holding: bytes)
        } catch {
            throw refusal("\(error)")
        }
    }

    private func failure(_ what: String) -> Refusal { refusal("\(what) (errno \(errno))") }

    private func refusal(_ what: String) -> Refusal {
        Refusal(
            .storageFailed, "the development administrator's key \(path) \(what)",
            remedy: "Check the directory above the state, or give --administrator FILE.")
    }
}
