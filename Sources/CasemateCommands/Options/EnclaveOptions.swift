internal import ArgumentParser
internal import EnclaveClient
internal import EnclaveProtocol
internal import FoundationEssentials

/// Which enclave.
struct EnclaveOptions: ParsableArguments {
    @Option(
        name: .customLong("enclave"),
        help: ArgumentHelp("The enclave: unix:PATH or tcp:HOST:PORT.", valueName: "address"))
    var address: String?

    @Option(
        name: .customLong("enclave-key"),
        help: ArgumentHelp(
            "SHA-256 of the enclave's session key, which then must match; CASEMATE_ENCLAVE_KEY. Needed over TCP.",
            valueName: "hex"))
    var key: String?

    @OptionGroup var trust: EnclaveTrustOptions

    func validate() throws {
        do throws(EnclaveClientError) {
            if let address { _ = try EnclaveAddress(address) }
        } catch {
            throw ValidationError("\(error.message) \(error.remedy)")
        }
    }

    /// The address, from the option or the environment.
    func resolved() throws(EnclaveClientError) -> EnclaveAddress {
        if let address { return try EnclaveAddress(address) }
        return try .fromEnvironment(ProcessInfo.processInfo.environment)
    }

    /// The connection's configuration; with a policy, the enclave has proved itself when it is there.
    func configuration() async throws -> ConnectionConfiguration {
        var configuration = try knownConfiguration()
        guard let pin = try await trust.pin(at: try resolved(), configuration: configuration) else {
            return configuration
        }
        guard configuration.enclaveKey.map({ $0 == pin }) ?? true else {
            throw CommandError(
                code: "enclave-key-mismatch", message: "The enclave's evidence is for the session key \(pin).",
                remedy: "Check the address; if the enclave was replaced on purpose, pin its new key.")
        }
        configuration.enclaveKey = pin
        return configuration
    }

    private func knownConfiguration() throws -> ConnectionConfiguration {
        var configuration = ConnectionConfiguration()
        configuration.clientName = "casemate \(ProgramVersion.current)"
        if let text = key ?? ProcessInfo.processInfo.environment["CASEMATE_ENCLAVE_KEY"], !text.isEmpty {
            guard let pin = SessionKeyPin(hex: text) else {
                throw ValidationError("The enclave key is not 64 hexadecimal digits.")
            }
            configuration.enclaveKey = pin
        }
        return configuration
    }

    /// Connects, runs `body`, closes.
    func withClient<Value: Sendable>(_ body: (EnclaveClient) async throws -> Value) async throws -> Value {
        try await EnclaveClient.withConnection(to: try resolved(), configuration: try await configuration(), body)
    }

    /// Connects and makes one call, signed by the administrators given.
    func call<Request: EnclaveRequest>(
        _ request: Request, signedBy administrators: AdministratorOptions? = nil
    ) async throws -> Request.Answer {
        let keys = try administrators?.keys() ?? []
        return try await withClient { try await $0.call(request, authorizedBy: keys) }
    }
}
