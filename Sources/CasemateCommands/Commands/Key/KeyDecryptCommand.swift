internal import ArgumentParser
internal import EnclaveProtocol

struct KeyDecryptCommand: CasemateCommand {
    static let configuration = CommandConfiguration(
        commandName: "decrypt", abstract: "Decrypt what `key encrypt` made.",
        discussion: "The plaintext goes to --out, readable by its owner only, or to stdout in base64.")

    @Argument(help: "The key's name or id.") var key: KeyReference
    @Option(name: .customLong("in"), help: ArgumentHelp("The ciphertext, as --out wrote it.", valueName: "file"))
    var input: String
    @Option(help: ArgumentHelp("As given to encrypt.", valueName: "text")) var context = ""
    @Option(help: ArgumentHelp("Where the plaintext goes.", valueName: "file")) var out: String?
    @OptionGroup var enclave: EnclaveOptions
    @OptionGroup var output: OutputOptions

    func perform() async throws -> Report {
        let request = DecryptRequest(
            key: key.selector, context: Array(context.utf8), ciphertext: try InputFile.read(input, limit: 1 << 19))
        let plaintext = try await enclave.call(request).bytes
        if let out { try OutputFile.write(plaintext, to: out, .owner) }
        let text = Base64.text(plaintext)
        return Report(json: ["plaintext": .string(text)], text: out == nil ? text : "")
    }
}
