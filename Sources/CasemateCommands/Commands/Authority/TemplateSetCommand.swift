internal import ArgumentParser
internal import EnclaveProtocol

struct TemplateSetCommand: CasemateCommand {
    static let configuration = CommandConfiguration(
        commandName: "set", abstract: "Set a template.", discussion: "Needs an administrator's signature.")

    @Argument(help: "The template's name.") var name: String
    @Option(help: "The caller identity that may use it.") var identity: String
    @Option(help: "Names it may create: a name, or a prefix and *.") var pattern: String
    @Option(name: .customLong("purpose"), help: "A purpose; with issue, authorities too. Repeat it.")
    var purposes: [Word<KeyPurpose>]
    @Option(name: .customLong("algorithm"), help: "An algorithm; repeat it.") var algorithms: [Word<KeyAlgorithm>]
    @Option(name: .customLong("profile"), help: "A profile of its authorities, or *; repeat it.")
    var profiles: [String] = []
    @Option(help: "Longest lifetime of an authority.") var maximumLifetime = TimeSpan(seconds: 3650 * 86_400)
    @Flag(help: "It may also bring such keys and authorities in that were made elsewhere.") var imports = false
    @OptionGroup var administrators: AdministratorOptions
    @OptionGroup var enclave: EnclaveOptions
    @OptionGroup var output: OutputOptions

    func perform() async throws -> Report {
        let template = CreationTemplate(
            name: name, identity: identity, pattern: pattern, purposes: purposes.map(\.value),
            algorithms: algorithms.map(\.value), profiles: profiles, maximumLifetime: maximumLifetime.seconds,
            imports: imports)
        _ = try await enclave.call(TemplatePut(template: template), signedBy: administrators)
        return Report(json: Self.json(template), text: "Set the template \(name).")
    }

    static func json(_ template: CreationTemplate) -> JSONValue {
        [
            "name": .string(template.name), "identity": .string(template.identity),
            "pattern": .string(template.pattern), "purposes": .strings(template.purposes.map(\.name)),
            "algorithms": .strings(template.algorithms.map(\.name)), "profiles": .strings(template.profiles),
            "maximumLifetime": .string(TimeSpan.text(template.maximumLifetime)), "imports": .bool(template.imports),
        ]
    }
}
