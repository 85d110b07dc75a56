internal import ArgumentParser
internal import EnclaveProtocol
internal import KeyOperations

struct RecoveryOpenShareCommand: CasemateCommand {
    static let configuration = CommandConfiguration(
        commandName: "open-share", abstract: "Open a share with its holder's key; runs anywhere, offline.",
        discussion: """
            The file written is secret: whoever has enough of them has the domain key. `submit --key` opens and submits \
            in one step and writes none.
            """)

    @Option(help: ArgumentHelp("The holder's share.", valueName: "file")) var share: String
    @Option(help: ArgumentHelp("The holder's private key.", valueName: "file")) var key: String
    @Option(help: ArgumentHelp("A file whose first line opens an encrypted key.", valueName: "file"))
    var passphraseFile: String?
    @Option(help: ArgumentHelp("Where the clear share goes.", valueName: "file")) var out: String
    @OptionGroup var output: OutputOptions

    func perform() async throws -> Report {
        let opened = try ShareFile.open(share, with: key, passphraseFile: passphraseFile)
        try OutputFile.write(opened.bytes, to: out, .owner)
        return .done(
            "Opened share \(opened.index) of set \(Hex.encode(opened.setID)); \(opened.threshold) are needed.",
            [
                "file": .string(out), "setId": .string(Hex.encode(opened.setID)),
                "index": .integer(Int64(opened.index)), "threshold": .integer(Int64(opened.threshold)),
            ])
    }
}

/// Recovery shares in files.
enum ShareFile {
    /// Opens a holder's sealed share.
    static func open(_ name: String, with key: String, passphraseFile: String?) throws(CommandError) -> RecoveryShare {
        let holder = try PrivateKeyFile.read(key, passphraseFile: passphraseFile)
        let file = try InputFile.read(name, limit: 1 << 16)
        do {
            return try SealedShare(file).open(with: holder)
        } catch {
            throw CommandError(error)
        }
    }

    /// Reads a share that `open-share` wrote.
    static func readOpened(_ name: String) throws(CommandError) -> RecoveryShare {
        let file = try InputFile.read(name, limit: 1 << 16)
        do {
            return try RecoveryShare(bytes: file)
        } catch {
            throw CommandError(error)
        }
    }
}
