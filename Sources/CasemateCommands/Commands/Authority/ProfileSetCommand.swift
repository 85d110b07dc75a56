internal import ArgumentParser
internal import EnclaveProtocol
internal import X509Core

struct ProfileSetCommand: CasemateCommand {
    static let configuration = CommandConfiguration(
        commandName: "set", abstract: "Set a profile from a JSON file.",
        discussion: """
            Members: name, names (patterns such as dns:.example.com, uri:spiffe://td/, ip:10.0.0.0/8, email:@x.org, \
            dns:*), allowedUsages, forcedUsages, defaultUsages, maximumLifetime, defaultLifetime, backdate (durations), \
            subject (any, common-name-is-alternative-name, empty), keys, minimumRSABits, maximumNames, requiresName, \
            allowsWildcards, allowsSingleLabels, dropsEmptyAttributes. What is left out has its usual value; unknown \
            members are refused. Needs an administrator's signature.
            """)

    @Argument(help: "The JSON file; - is stdin.") var file: String
    @OptionGroup var administrators: AdministratorOptions
    @OptionGroup var enclave: EnclaveOptions
    @OptionGroup var output: OutputOptions

    func perform() async throws -> Report {
        let profile = try ProfileJSON.read(try JSONValue(parsing: try InputFile.read(file, limit: 1 << 20), from: file))
        _ = try await enclave.call(ProfilePut(profile: profile.encoded), signedBy: administrators)
        return Report(json: ProfileJSON.write(profile), text: "Set the profile \(profile.name).")
    }
}
