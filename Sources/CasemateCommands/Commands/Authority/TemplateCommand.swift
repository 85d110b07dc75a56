internal import ArgumentParser
internal import EnclaveProtocol

struct TemplateCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "template", abstract: "What an identity may create by itself, signed once by an administrator.",
        discussion: """
            Example:
              casemate template set issuers --identity controller --pattern "issuer-*" --purpose issue \
            --algorithm p256 --profile server --maximum-lifetime 365d --administrator-key admin.key
            """,
        subcommands: [TemplateSetCommand.self, TemplateListCommand.self])
}

struct TemplateListCommand: CasemateCommand {
    static let configuration = CommandConfiguration(commandName: "list", abstract: "List the templates.")

    @OptionGroup var enclave: EnclaveOptions
    @OptionGroup var output: OutputOptions

    func perform() async throws -> Report {
        let templates = try await enclave.call(TemplateList()).templates
        var table = Table("NAME", "IDENTITY", "PATTERN", "LIFETIME", "IMPORTS", "PURPOSES", "ALGORITHMS", "PROFILES")
        for template in templates {
            table.add(
                template.name, template.identity, template.pattern, TimeSpan.text(template.maximumLifetime),
                template.imports ? "yes" : "no", template.purposes.map(\.name).joined(separator: " "),
                template.algorithms.map(\.name).joined(separator: " "), template.profiles.joined(separator: " "))
        }
        return .list(templates.map(TemplateSetCommand.json), next: nil, table: table)
    }
}
