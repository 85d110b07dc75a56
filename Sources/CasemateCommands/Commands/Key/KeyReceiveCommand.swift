internal import ArgumentParser
internal import EnclaveProtocol

struct KeyReceiveCommand: CasemateCommand {
    static let configuration = CommandConfiguration(
        commandName: "receive", abstract: "Bring a key inside that was wrapped to a receive key.",
        discussion: """
            Whoever holds the key wraps it to the public half of a receive key, whose evidence `key attest` gives: with \
            RSA-OAEP (SHA-256) to an AES-256 key and AES-KWP or AES-KW under that, as CKM_RSA_AES_KEY_WRAP, Transit's \
            byok-export and the clouds' key releases do. Needs an administrator's signature, or a template.

            Example:
              casemate key generate inbox --purpose receive --algorithm rsa3072
              casemate key receive cluster --purpose wrap --symmetric --receiver inbox --in wrapped.bin
            """)

    @Argument(help: "The key's name.") var name: String
    @Option(help: "What it may be used for; fixed for ever.") var purpose: Word<KeyPurpose>
    @Option(help: "The receive key's name.") var receiver: KeyReference
    @Option(help: "How it was wrapped: rsa-oaep-kwp, rsa-oaep-kw, ecdh-kwp, kwp or kw.")
    var mechanism = Word(ReceiveMechanism.rsaOAEPKeyWrapPadded)
    @Option(name: .customLong("in"), help: ArgumentHelp("The wrapped key.", valueName: "file")) var input: String
    @Flag(help: "It is an AES-256 key, not a PKCS#8.") var symmetric = false
    @Option(help: "How its uses are audited.") var audit = AuditChoice.counted
    @OptionGroup var administrators: AdministratorOptions
    @OptionGroup var enclave: EnclaveOptions
    @OptionGroup var output: OutputOptions

    func perform() async throws -> Report {
        let request = KeyReceive(
            name: name, purpose: purpose.value, audit: audit.value, receiver: receiver.selector,
            mechanism: mechanism.value, wrapped: try InputFile.read(input, limit: 1 << 16), isSymmetric: symmetric)
        return KeyReport.report(try await enclave.call(request, signedBy: administrators))
    }
}
