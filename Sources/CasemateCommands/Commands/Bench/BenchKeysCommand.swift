internal import ArgumentParser
internal import EnclaveClient
internal import EnclaveProtocol

struct BenchKeysCommand: CasemateCommand {
    static let configuration = CommandConfiguration(
        commandName: "keys", abstract: "What a cold key costs, and whether lookups stay flat.",
        discussion: """
            Makes --count P-256 keys `PREFIX-0` and so on where they are missing, which a template must allow; then \
            signs with one of them all the time (hot) and with each in turn (cold).
            """)

    @Option(help: "How many keys.") var count = 1000
    @Option(name: .customLong("key"), help: ArgumentHelp("The prefix of their names.", valueName: "prefix"))
    var prefix = "bench-key"
    @OptionGroup var bench: BenchOptions
    @OptionGroup var enclave: EnclaveOptions
    @OptionGroup var output: OutputOptions

    func validate() throws {
        guard count > 0 else { throw ValidationError("--count must be 1 or more.") }
    }

    func perform() async throws -> Report {
        try await makeKeys()
        let bodies = (0..<count).map { index in
            KeySign(
                key: .name("\(prefix)-\(index)"), scheme: .ecdsa, hash: .sha256, isDigest: true,
                input: [UInt8](repeating: 7, count: 32)
            ).encoded
        }
        let hot = try await bench.load(.keySign, [bodies[0]], on: enclave)
        let cold = try await bench.load(.keySign, bodies, on: enclave)
        let seconds = bench.seconds
        return try bench.measure(
            "sign p256, one hot key of \(count)", hot,
            beside: [("each of \(count) keys in turn", { try cold.run(seconds: seconds).rate })]
        ).report
    }

    /// Makes those that are missing.
    private func makeKeys() async throws {
        let last = KeyShow(key: .name("\(prefix)-\(count - 1)"))
        guard try await enclave.withClient({ try await $0.find(last) }) == nil else { return }
        let bodies = (0..<count).map { KeyGenerate(key: BenchKey.template("\(prefix)-\($0)")).encoded }
        try EnclaveLoad(
            address: try enclave.resolved(), configuration: try await enclave.configuration(), operation: .keyGenerate,
            bodies: bodies, connections: 1, outstanding: 64
        ).runOnce(tolerating: .alreadyExists)
    }
}
