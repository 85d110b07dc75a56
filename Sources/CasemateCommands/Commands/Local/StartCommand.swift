internal import ArgumentParser
internal import EnclaveClient
internal import FoundationEssentials

struct StartCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "start", abstract: "Run a software enclave in the foreground, for development.",
        discussion: """
            Uses the layout of `quickstart`. The first line on stdout is the export line for other shells, written when \
            the enclave answers. SIGTERM and SIGINT end it, SIGHUP is passed on.

            Example:
              casemate start --directory dev        in one shell
              export CASEMATE_ENCLAVE=unix:…        in another, as printed
            """)

    @Option(help: "Where the enclave keeps its state.") var directory = Installation.usualDirectory

    func run() async throws {
        let environment = ProcessInfo.processInfo.environment
        let binary = try EnclaveBinary.locate(environment)
        let installation = try Installation.open(directory)
        let address = try installation.socket(environment)
        let (memory, warning) = SecretMemory.probe().choice
        if let warning { Console.err(warning) }
        let arguments = EnclaveProcess.arguments(installation, address, memory)
        try await EnclaveProcess.requireSilence(at: address)
        let enclave = try EnclaveProcess.launch(binary, arguments, address: address, log: nil)
        SignalForwarding.begin(to: enclave.pid)
        try await enclave.waitUntilReady()
        try? Console.out("export CASEMATE_ENCLAVE=\(address)")
        while true {
            if let status = enclave.exitStatus() { throw ExitCode(status == 0 ? 0 : CommandRunner.failed) }
            try await Task.sleep(for: .milliseconds(50))
        }
    }
}
