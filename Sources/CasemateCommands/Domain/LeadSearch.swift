internal import EnclaveClient
internal import EnclaveProtocol

/// Finds the lead of a domain among enclaves that may be it.
struct LeadSearch {
    let targets: [EnclaveTarget]

    /// Runs `body` with a connection to the first that leads, or is alone. Throws why the last was not it.
    func withLead<Value: Sendable>(_ body: (EnclaveClient) async throws -> Value) async throws -> Value {
        var reason: any Error = CommandError.noLead(at: "no address")
        for target in targets {
            let client: EnclaveClient
            do {
                client = try await EnclaveClient.connect(
                    to: target.address, configuration: try await target.configuration())
            } catch {
                reason = (error as? EnclaveClientError).map(CommandError.init(connectingToLead:)) ?? error
                continue
            }
            defer { client.close() }
            if try await leads(client) { return try await body(client) }
            reason = CommandError.noLead(at: "\(target.address)")
        }
        throw reason
    }

    // Where there is but one, its own refusal says more.
    private func leads(_ client: EnclaveClient) async throws -> Bool {
        guard targets.count > 1 else { return true }
        guard let status = try await DomainView.ask(client)?.status else { return false }
        return status.lead == nil || status.lead == status.memberID
    }
}

extension CommandError {
    /// Of the two enclaves of a join it is the other one.
    fileprivate init(connectingToLead error: EnclaveClientError) {
        let remedy =
            switch error.code {
            case .cannotConnect, .connectionLost, .timedOut, .protocolViolation:
                "Check --peer: the lead's own socket, or the --join-listen of its relay, not its --listen."
            case .enclaveKeyRequired: "Give --peer-key: `casemate status` there shows it; or --peer-policy."
            default: error.remedy
            }
        self.init(code: error.code.name, message: "The lead: \(error.message)", remedy: remedy, cause: error)
    }

    fileprivate static func noLead(at place: String) -> CommandError {
        CommandError(
            code: "no-lead", message: "None of the enclaves asked leads the domain; the last was \(place).",
            remedy: "`casemate domain status` names the lead; where there is none, promote a member.")
    }
}
