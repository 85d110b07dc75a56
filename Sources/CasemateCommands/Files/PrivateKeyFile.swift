internal import KeyOperations

/// Private key files that a person holds outside the enclave.
enum PrivateKeyFile {
    /// Reads a private key; the first line of `passphraseFile` opens an encrypted one.
    static func read(_ name: String, passphraseFile: String? = nil) throws(CommandError) -> PlainPrivateKey {
        let file = try InputFile.read(name, limit: PrivateKeyReader.longestFile)
        var passphrase: [UInt8]?
        if let passphraseFile {
            let line = try InputFile.read(passphraseFile, limit: 4096).prefix { $0 != UInt8(ascii: "\n") }
            passphrase = Array(line)
        }
        do {
            return try PrivateKeyReader.read(file, passphrase: passphrase)
        } catch {
            throw CommandError(error)
        }
    }
}

extension CommandError {
    /// What KeyOperations says of a file.
    init(_ error: KeyError) {
        let remedy = error == .passphraseMissing ? "Its first line is in --passphrase-file FILE." : ""
        self.init(code: error.code, message: error.message, remedy: remedy, cause: error)
    }
}
