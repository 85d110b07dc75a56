internal import ArgumentParser
internal import EnclaveClient
internal import EnclaveProtocol

struct AdministratorKeyCommand: CasemateCommand {
    static let configuration = CommandConfiguration(
        commandName: "key", abstract: "Make an administrator's key: Ed25519, in a file only its owner reads.",
        discussion: "Runs anywhere, offline. An existing file is never replaced.")

    @Option(help: ArgumentHelp("Where the private key goes.", valueName: "file")) var out: String
    @Option(help: ArgumentHelp("Where the public key goes, for `--administrator` of the enclave.", valueName: "file"))
    var publicOut: String?
    @OptionGroup var output: OutputOptions

    func perform() async throws -> Report {
        let key = AdministratorKey()
        try OutputFile.create(key.pem, at: out)
        let publicKey = PEMFile.text(key.publicKey, PEMFile.publicKey)
        if let publicOut { try OutputFile.write(publicKey, to: publicOut) }
        let fingerprint = Hex.encode(key.fingerprint)
        return .done(
            "Wrote \(out). Its public half has the fingerprint \(fingerprint).\n" + (publicOut == nil ? publicKey : ""),
            ["file": .string(out), "fingerprint": .string(fingerprint), "publicKey": .string(publicKey)])
    }
}
