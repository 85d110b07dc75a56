internal import ArgumentParser
internal import EnclaveProtocol

struct CARevocationListCommand: CasemateCommand {
    static let configuration = CommandConfiguration(
        commandName: "crl", abstract: "Write the authority's certificate revocation list as of now, in PEM.")

    @Argument(help: "The authority.") var name: String
    @Option(help: "Until its nextUpdate.") var lifetime = TimeSpan(seconds: 7 * 86_400)
    @Option(help: ArgumentHelp("Where it goes; stdout without it.", valueName: "file")) var out: String?
    @OptionGroup var enclave: EnclaveOptions
    @OptionGroup var output: OutputOptions

    func perform() async throws -> Report {
        let request = CARevocationList(name: name, lifetime: lifetime.seconds)
        let list = try await enclave.call(request).bytes
        let pem = PEMFile.text(list, PEMFile.revocationList)
        if let out { try OutputFile.write(pem, to: out) }
        return Report(json: ["name": .string(name), "crl": .string(pem)], text: out == nil ? pem : "")
    }
}
