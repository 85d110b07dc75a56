internal import ArgumentParser
internal import EnclaveClient
internal import EnclaveProtocol

/// An enclave to talk to, and how it is known to be the right one.
struct EnclaveTarget {
    let address: EnclaveAddress
    /// SHA-256 of its session key, hexadecimal; nil or empty where that is not known.
    var key: String?
    var trust: EnclaveTrust?

    /// The connection's configuration; with a policy, the enclave has proved itself when it is there.
    func configuration() async throws -> ConnectionConfiguration {
        var configuration = try knownConfiguration()
        guard let pin = try await trust?.pin(at: address, configuration: configuration) else { return configuration }
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
        if let key, !key.isEmpty {
            guard let pin = SessionKeyPin(hex: key) else {
                throw ValidationError("The enclave key is not 64 hexadecimal digits.")
            }
            configuration.enclaveKey = pin
        }
        return configuration
    }
}
