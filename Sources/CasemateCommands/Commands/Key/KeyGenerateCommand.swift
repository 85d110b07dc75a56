internal import ArgumentParser
internal import EnclaveProtocol

struct KeyGenerateCommand: CasemateCommand {
    static let configuration = CommandConfiguration(
        commandName: "generate", abstract: "Make a key inside.",
        discussion: "Needs an administrator's signature, or a template that lets the caller make it.")

    @Argument(help: "The key's name.") var name: String
    @Option(help: "What it may be used for; fixed for ever.") var purpose: Word<KeyPurpose>
    @Option(help: "Its algorithm; p256 without it, aes256 for wrap.") var algorithm: Word<KeyAlgorithm>?
    @Option(help: "Whether it may leave to an attested enclave; fixed for ever.") var export = Word(KeyExport.never)
    @Option(help: "How its uses are audited: counted by the second, or each.") var audit = AuditChoice.counted
    @Option(help: "Where its record is held.") var replication = Word(KeyReplication.domain)
    @OptionGroup var administrators: AdministratorOptions
    @OptionGroup var enclave: EnclaveOptions
    @OptionGroup var output: OutputOptions

    func perform() async throws -> Report {
        let usual: KeyAlgorithm = purpose.value == .wrap ? .aes256 : .p256
        let template = KeyTemplate(
            name: name, algorithm: algorithm?.value ?? usual, purpose: purpose.value, export: export.value,
            replication: replication.value, audit: audit.value)
        let key = try await enclave.call(KeyGenerate(key: template), signedBy: administrators)
        return KeyReport.report(key)
    }
}
