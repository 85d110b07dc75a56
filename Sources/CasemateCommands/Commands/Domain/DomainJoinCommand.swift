internal import ArgumentParser
internal import EnclaveClient
internal import EnclaveProtocol

struct DomainJoinCommand: CasemateCommand {
    static let configuration = CommandConfiguration(
        commandName: "join", abstract: "Make this enclave a member of another's domain.",
        discussion: """
            This enclave (--enclave) was started with --join; --peer is the domain's lead. Each proves itself to the other, \
            and each appraises the other inside, under the policy that administrators signed; then the lead encrypts the \
            domain key to this enclave alone. This program, and whoever is between, sees no key.

            The lead's administrators sign, unless the policy admits by evidence.

            Example:
              casemate domain join --peer tcp:a.example:7001 --peer-key HEX --name b --administrator-key admin.key
            """)

    @Option(help: "The name it shall be known by in the domain.") var name: String
    @Flag(help: "Done also where the enclave has a state already.") var ifNeeded = false
    @OptionGroup var peer: PeerOptions
    @OptionGroup var administrators: AdministratorOptions
    @OptionGroup var enclave: EnclaveOptions
    @OptionGroup var output: OutputOptions

    func validate() throws { try DomainName.check(name) }

    func perform() async throws -> Report {
        let keys = try administrators.keys()
        return try await enclave.withClient { joiner in
            if ifNeeded, joiner.hello.state == .open {
                return .done("It has a state already.", ["joined": false])
            }
            return try await LeadSearch(targets: try await peer.targets()).withLead { lead in
                let join = DomainJoin(joiner: joiner, lead: lead, administrators: keys, fetch: peer.fetch)
                return Self.report(try await join.run(name: name), name, domain: lead.hello.instanceID)
            }
        }
    }

    private static func report(_ begun: JoinBegun, _ name: String, domain: Identifier) -> Report {
        Report(
            json: [
                "joined": true, "memberId": .string(begun.memberID.description), "name": .string(name),
                "domainId": .string(domain.description),
            ],
            text: "Joined the domain \(domain) as \(name), member \(begun.memberID).\n"
                + "Its state follows over the relays: casemate domain relay, casemate domain status.")
    }
}
