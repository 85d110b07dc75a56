internal import ArgumentParser
internal import EnclaveProtocol
internal import KeyOperations

struct KeyImportKeyCommand: CasemateCommand {
    static let configuration = CommandConfiguration(
        commandName: "import-key", abstract: "Write the file that `key seal --to` takes.",
        discussion: """
            The public half of the enclave's import key. The file carries no proof of where it comes from: fetch it on \
            a way you trust, or compare it with the statement of `attest enclave`, which evidence binds.
            """)

    @Option(help: ArgumentHelp("Where it goes; stdout without it.", valueName: "file")) var out: String?
    @OptionGroup var enclave: EnclaveOptions
    @OptionGroup var output: OutputOptions

    func perform() async throws -> Report {
        let file = try await enclave.call(ImportKeyRequest()).bytes
        let text = String(decoding: file, as: UTF8.self)
        if let out { try OutputFile.write(text, to: out) }
        return Report(json: try Self.json(file, text), text: out == nil ? text : "")
    }

    private static func json(_ file: [UInt8], _ text: String) throws(CommandError) -> JSONValue {
        do {
            let key = try ImportKeyFile(file)
            return [
                "instanceId": .string(Hex.encode(key.instanceID)), "keyId": .string(Hex.encode(key.keyID)),
                "publicKey": .string(Base64.text(key.publicPoint)), "file": .string(text),
            ]
        } catch {
            throw CommandError(error)
        }
    }
}
