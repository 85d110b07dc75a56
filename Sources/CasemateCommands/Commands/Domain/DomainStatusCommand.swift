internal import ArgumentParser
internal import EnclaveClient
internal import EnclaveProtocol

struct DomainStatusCommand: CasemateCommand {
    static let configuration = CommandConfiguration(
        commandName: "status", abstract: "Show the domain as this enclave sees it.",
        discussion: "A locked enclave knows no domain: members are null then.")

    @OptionGroup var enclave: EnclaveOptions
    @OptionGroup var output: OutputOptions

    func perform() async throws -> Report {
        try await enclave.withClient { client in
            let status = try await client.call(StatusRequest())
            return Self.report(client.hello, status, try await Self.domain(client).map { DomainView($0) })
        }
    }

    /// Nil where the enclave is locked, new, or older than domains.
    private static func domain(_ client: EnclaveClient) async throws(EnclaveClientError) -> DomainStatus? {
        do throws(EnclaveClientError) {
            return try await client.call(DomainStatusRequest())
        } catch {
            guard case .refused = error.code else { throw error }
            return nil
        }
    }

    static func report(_ hello: HelloAnswer, _ status: StatusAnswer, _ view: DomainView?) -> Report {
        let json: JSONValue = [
            "state": .string(hello.state.name), "instanceId": .string(hello.instanceID.description),
            "platform": .optional(status["platform"]), "sealing": .optional(status["sealing"]),
            "recovery": .optional(status["recovery"]),
        ]
        var facts = [
            ("state", hello.state.name), ("sealing", status["sealing"] ?? "-"),
            ("recovery", status["recovery"] ?? "-"),
        ]
        guard let view else {
            return Report(
                json: json.adding(["members": .null]), text: FactList.text(facts + [("members", "not known")]))
        }
        facts += [
            ("domain", view.status.domainID.description), ("member", view.name(of: view.status.memberID)),
            ("lead", view.name(of: view.status.lead)), ("position", view.status.position.description),
            ("policy", view.status.policyName.isEmpty ? "none" : view.status.policyName),
        ]
        return Report(
            json: json.adding(view.json).adding(["members": view.membersJSON]),
            text: FactList.text(facts) + "\n\n" + view.table.text)
    }
}
