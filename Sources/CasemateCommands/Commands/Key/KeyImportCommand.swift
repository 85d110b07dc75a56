internal import ArgumentParser
internal import EnclaveProtocol
internal import KeyOperations

struct KeyImportCommand: CasemateCommand {
    static let configuration = CommandConfiguration(
        commandName: "import", abstract: "Bring a key inside.",
        discussion: """
            --sealed takes what `key seal` made. --clear takes a private key as it is (PEM or DER, or 32 raw bytes for \
            AES-256, which wrap keys are): it was outside, and is marked imported-clear for ever. Needs an administrator's signature.
            """)

    @Argument(help: "The key's name.") var name: String
    @Option(help: "What it may be used for; fixed for ever.") var purpose: Word<KeyPurpose>
    @Option(help: ArgumentHelp("A sealed key.", valueName: "file")) var sealed: String?
    @Option(help: ArgumentHelp("A private key.", valueName: "file")) var clear: String?
    @Flag(help: "--clear names the 32 bytes of an AES-256 key, also for another purpose than wrap.") var symmetric =
        false
    @Option(help: ArgumentHelp("A file whose first line opens an encrypted key.", valueName: "file"))
    var passphraseFile: String?
    @Option(help: "How its uses are audited.") var audit = AuditChoice.counted
    @OptionGroup var administrators: AdministratorOptions
    @OptionGroup var enclave: EnclaveOptions
    @OptionGroup var output: OutputOptions

    func validate() throws {
        guard (sealed == nil) != (clear == nil) else { throw ValidationError("Give --sealed FILE or --clear FILE.") }
    }

    func perform() async throws -> Report {
        if let sealed {
            let request = KeyImportSealed(
                name: name, purpose: purpose.value, audit: audit.value,
                sealed: try InputFile.read(sealed, limit: 1 << 17))
            return KeyReport.report(try await enclave.call(request, signedBy: administrators))
        }
        let request = try clearRequest(clear ?? "-")
        return KeyReport.report(try await enclave.call(request, signedBy: administrators))
    }

    private func clearRequest(_ file: String) throws -> KeyImportClear {
        let isSymmetric = symmetric || purpose.value == .wrap
        let bytes =
            isSymmetric
            ? try InputFile.read(file, limit: 32)
            : try PrivateKeyFile.read(file, passphraseFile: passphraseFile).pkcs8
        return KeyImportClear(
            name: name, purpose: purpose.value, audit: audit.value, privateKey: bytes, isSymmetric: isSymmetric)
    }
}
