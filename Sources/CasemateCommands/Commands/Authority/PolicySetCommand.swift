internal import ArgumentParser
internal import EnclaveProtocol

struct PolicySetCommand: CasemateCommand {
    static let configuration = CommandConfiguration(
        commandName: "set", abstract: "Set the whole policy of an identity.",
        discussion: """
            Operations: \(EnclaveOperation.allCases.map(\.name).joined(separator: ", ")); or * for every one that needs \
            no administrator.
            """)

    @Argument(help: "The listener's identity.") var identity: String
    @Option(help: "Its tenant.") var tenant = "default"
    @Option(
        name: .customLong("operation"), help: ArgumentHelp("An operation; repeat it.", valueName: "name"))
    var operations: [String] = []
    @Option(
        name: .customLong("key"),
        help: ArgumentHelp("Keys and authorities: a name, or a prefix and *; repeat it.", valueName: "pattern"))
    var keys: [String] = []
    @Option(help: "Most requests a second; 0 for no limit.") var rate: UInt32 = 0
    @OptionGroup var administrators: AdministratorOptions
    @OptionGroup var enclave: EnclaveOptions
    @OptionGroup var output: OutputOptions

    func validate() throws {
        for operation in operations where operation != "*" && EnclaveOperation(name: operation) == nil {
            throw ValidationError("\"\(operation)\" is no operation; --help lists them.")
        }
    }

    func perform() async throws -> Report {
        let policy = CallerPolicy(identity: identity, tenant: tenant, operations: operations, keys: keys, rate: rate)
        _ = try await enclave.call(PolicyPut(policy: policy), signedBy: administrators)
        return Report(json: Self.json(policy), text: "Set the policy of \(identity).")
    }

    static func json(_ policy: CallerPolicy) -> JSONValue {
        [
            "identity": .string(policy.identity), "tenant": .string(policy.tenant),
            "operations": .strings(policy.operations), "keys": .strings(policy.keys),
            "rate": .integer(Int64(policy.rate)),
        ]
    }
}
