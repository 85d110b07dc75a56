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
        guard key.map({ $0.isEmpty || SessionKeyPin(hex: $0) != nil }) ?? true else {
            throw ValidationError("--enclave-key is not 64 hexadecimal digits.")
        }
    }

    /// The address, from the option or the environment.
    func resolved() throws(EnclaveClientError) -> EnclaveAddress {
        if let address { return try EnclaveAddress(address) }
        return try .fromEnvironment(ProcessInfo.processInfo.environment)
    }

    /// The connection's configuration; with a policy, the enclave has proved itself when it is there.
    func configuration() async throws -> ConnectionConfiguration {
        let key = key ?? ProcessInfo.processInfo.environment["CASEMATE_ENCLAVE_KEY"]
        return try await EnclaveTarget(address: try resolved(), key: key, trust: trust.trust).configuration()
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
