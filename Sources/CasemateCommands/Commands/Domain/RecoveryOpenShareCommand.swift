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
        do throws(KeyError) {
            return try SealedShare(file).open(with: holder)
        } catch {
            throw Self.refused(name, error)
        }
    }

    /// Reads a share that `open-share` wrote.
    static func readOpened(_ name: String) throws(CommandError) -> RecoveryShare {
        let file = try InputFile.read(name, limit: 1 << 16)
        guard !file.starts(with: "-----BEGIN".utf8) else {
            throw CommandError(
                code: "share-sealed", message: "\(name) is still sealed to its holder.",
                remedy: "Give the holder's private key too: --key FILE.")
        }
        do throws(KeyError) {
            return try RecoveryShare(bytes: file)
        } catch {
            throw Self.refused(name, error)
        }
    }

    private static func refused(_ name: String, _ error: KeyError) -> CommandError {
        switch error {
        case .fileTooLarge, .fileMalformed, .pemLabel:
            CommandError(
                code: error.code, message: "\(name) is no recovery share, or not the whole of one.",
                remedy: "Give the file as `casemate domain recovery` wrote it.", cause: error)
        default: CommandError(error)
        }
    }
}
