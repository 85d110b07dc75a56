internal import ArgumentParser
internal import EnclaveProtocol

struct KeyRequestCommand: CasemateCommand {
    static let configuration = CommandConfiguration(
        commandName: "request", abstract: "Write a PKCS#10 for a key's own public key, built and signed inside.")

    @Argument(help: "The key's name or id.") var key: KeyReference
    @Option(help: ArgumentHelp("The subject; may be empty.", valueName: "RFC4514")) var subject = ""
    @Option(
        name: .customLong("name"),
        help: ArgumentHelp("A name: dns:, ip:, uri: or email: and the name. Repeatable.", valueName: "kind:name"))
    var names: [String] = []
    @Option(help: ArgumentHelp("Where it goes; stdout without it.", valueName: "file")) var out: String?
    @OptionGroup var enclave: EnclaveOptions
    @OptionGroup var output: OutputOptions

    func validate() throws {
        let kinds = ["dns:", "ip:", "uri:", "email:"]
        for name in names where !kinds.contains(where: name.hasPrefix) {
            throw ValidationError("\"\(name)\" does not begin with dns:, ip:, uri: or email:.")
        }
    }

    func perform() async throws -> Report {
        let request = KeyCertificateRequest(key: key.selector, subject: subject, names: names)
        let encoded = try await enclave.call(request).bytes
        return try .certificateRequest(encoded, of: key.text, to: out)
    }
}
