internal import ArgumentParser
internal import EnclaveProtocol

struct KeyEncryptCommand: CasemateCommand {
    static let configuration = CommandConfiguration(
        commandName: "encrypt", abstract: "Encrypt up to 64 KiB under a wrap key.",
        discussion: "The ciphertext goes to --out as it is, or to stdout in base64; it names its key version.")

    @Argument(help: "The key's name or id.") var key: KeyReference
    @Option(name: .customLong("in"), help: ArgumentHelp("What to encrypt; - is stdin.", valueName: "file"))
    var input: String
    @Option(help: ArgumentHelp("Bound to the ciphertext, needed again to decrypt.", valueName: "text"))
    var context = ""
    @Option(help: ArgumentHelp("Where the ciphertext goes.", valueName: "file")) var out: String?
    @OptionGroup var enclave: EnclaveOptions
    @OptionGroup var output: OutputOptions

    func perform() async throws -> Report {
        let request = EncryptRequest(
            key: key.selector, context: Array(context.utf8), plaintext: try InputFile.read(input, limit: 1 << 16))
        let answer = try await enclave.call(request)
        if let out { try OutputFile.write(answer.ciphertext, to: out) }
        let text = Base64.text(answer.ciphertext)
        return Report(
            json: ["ciphertext": .string(text), "version": .integer(Int64(answer.version))],
            text: out == nil ? text : "")
    }
}
