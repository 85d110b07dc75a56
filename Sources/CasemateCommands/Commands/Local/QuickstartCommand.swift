internal import ArgumentParser
internal import FoundationEssentials

struct QuickstartCommand: CasemateCommand {
    static let configuration = CommandConfiguration(
        commandName: "quickstart",
        abstract: "From nothing to a certificate signed by a key that only the enclave holds.",
        discussion: """
            Starts a software enclave in development mode, creates a root and a TLS key in it, issues a certificate, \
            checks the audit and ends the enclave. Never prompts; run again, it goes on with what is there.

            Leaves ca.crt, leaf.csr, leaf.crt, chain.pem, audit.jsonl, state/, software-root/, sealing.key and \
            administrator.key.
            """)

    @Option(help: "Where everything goes; must be empty, or of an earlier run.")
    var directory = Installation.usualDirectory
    @OptionGroup var output: OutputOptions

    func perform() async throws -> Report {
        let environment = ProcessInfo.processInfo.environment
        let (memory, warning) = SecretMemory.probe().choice
        if let warning { Console.err(warning + "\n") }
        let installation = try Installation.open(directory)
        let enclave = try await Self.enclave(in: installation, environment, memory)
        do {
            let tour = try await QuickstartTour(installation: installation, address: enclave.address).run()
            await enclave.stop()
            return tour.report(pid: enclave.pid, installation: installation)
        } catch {
            await enclave.stop()
            throw error
        }
    }

    private static func enclave(
        in installation: Installation, _ environment: [String: String], _ memory: MemoryChoice
    ) async throws -> EnclaveProcess {
        let address = try installation.socket(environment)
        try await EnclaveProcess.requireSilence(at: address)
        let enclave = try EnclaveProcess.launch(
            try EnclaveBinary.locate(environment),
            EnclaveProcess.arguments(installation, address, memory), address: address,
            log: installation.log)
        SignalForwarding.begin(to: enclave.pid)
        do {
            try await enclave.waitUntilReady()
        } catch {
            await enclave.stop()
            throw error
        }
        return enclave
    }
}
