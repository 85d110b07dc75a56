internal import ArgumentParser
internal import EnclaveProtocol

struct KeyImportKeyCommand: CasemateCommand {
    static let configuration = CommandConfiguration(
        commandName: "import-key", abstract: "Write the file that `key seal --to` takes.",
        discussion: """
            The public half of the enclave's import key. The file carries no proof of where it comes from: fetch it on \
            a way you trust, or compare it with the enclave's evidence.
            """)

    @Option(help: ArgumentHelp("Where it goes; stdout without it.", valueName: "file")) var out: String?
    @OptionGroup var enclave: EnclaveOptions
    @OptionGroup var output: OutputOptions

    func perform() async throws -> Report {
        let key = try await enclave.withClient { try await $0.call(ImportKeyRequest()) }
        let text = PEMFile.text([1] + key.instanceID.bytes + key.keyID.bytes + key.publicKey, "CASEMATE IMPORT KEY")
        if let out { try OutputFile.write(text, to: out) }
        let json: JSONValue = [
            "instanceId": .string(key.instanceID.description), "keyId": .string(key.keyID.description),
            "publicKey": .string(Base64.encode(key.publicKey)), "file": .string(text),
        ]
        return Report(json: json, text: out == nil ? text : "")
    }
}
