internal import ArgumentParser
internal import EnclaveProtocol

struct CACreateCommand: CasemateCommand {
    static let configuration = CommandConfiguration(
        commandName: "create", abstract: "Create an authority: a root, or one below another.",
        discussion: """
            Without --parent and --external the authority is a self-signed root. With --parent another authority of \
            this enclave certifies it. With --external it waits: `ca request` gives its PKCS#10 and `ca install` takes \
            the chain.

            Needs an administrator's signature, or a template that lets the caller create it.
            """)

    private static let usualProfiles = ["as-requested", "server", "client", "mesh-workload"]

    @Argument(help: "The authority's name.") var name: String
    @Option(help: ArgumentHelp("Its subject, for example \"CN=Mesh root,O=Example\".", valueName: "RFC4514"))
    var subject: String
    @Option(help: "Its key.") var keyAlgorithm = Word(KeyAlgorithm.p256)
    @Option(help: "How long its certificate is valid.") var lifetime = TimeSpan(seconds: 3650 * 86_400)
    @Option(help: ArgumentHelp("Most authorities in a row below it; without it, no limit.", valueName: "count"))
    var pathLength: UInt8?
    @Option(help: ArgumentHelp("The authority of this enclave that certifies it.", valueName: "name"))
    var parent: String?
    @Flag(help: "A root outside certifies it.") var external = false
    @Option(
        name: .customLong("profile"),
        help: ArgumentHelp(
            """
            A profile it may issue by; the first is its default. Repeatable. Without it: \
            \(usualProfiles.joined(separator: ", ")).
            """, valueName: "name"))
    var profiles: [String] = []
    @OptionGroup var administrators: AdministratorOptions
    @OptionGroup var enclave: EnclaveOptions
    @OptionGroup var output: OutputOptions

    func validate() throws {
        guard parent == nil || !external else { throw ValidationError("Give --parent or --external, not both.") }
        guard keyAlgorithm.value != .aes256 else { throw ValidationError("An authority cannot have an AES key.") }
    }

    func perform() async throws -> Report {
        let request = CACreate(
            name: name, subject: subject, algorithm: keyAlgorithm.value, lifetime: lifetime.seconds,
            pathLength: pathLength.map(Int64.init), parent: parent, isExternal: external,
            profiles: profiles.isEmpty ? Self.usualProfiles : profiles)
        return CAReport.report(try await enclave.call(request, signedBy: administrators))
    }
}
