internal import ArgumentParser
internal import EnclaveClient
internal import EnclaveProtocol

struct DomainStatusCommand: CasemateCommand {
    static let configuration = CommandConfiguration(
        commandName: "status", abstract: "Show the domain as this enclave sees it.",
        discussion: "A locked enclave knows itself alone.")

    @OptionGroup var enclave: EnclaveOptions
    @OptionGroup var output: OutputOptions

    func perform() async throws -> Report {
        try await enclave.withClient { client in
            let status = try await client.call(StatusRequest())
            return Self.report(client.hello, status, try await DomainView.ask(client))
        }
    }

    static func report(_ hello: HelloAnswer, _ status: StatusAnswer, _ view: DomainView?) -> Report {
        let itself: JSONValue = [
            "instanceId": .string(hello.instanceID.description), "platform": .optional(status["platform"]),
            "state": .string(hello.state.name),
        ]
        let json: JSONValue = [
            "state": .string(hello.state.name), "sealing": .optional(status["sealing"]),
            "recovery": .optional(status["recovery"]),
            "domainKeyGeneration": .optional(status["domainKeyGeneration"]),
        ]
        let facts = [
            ("state", hello.state.name), ("sealing", status["sealing"] ?? "-"),
            ("recovery", status["recovery"] ?? "-"), ("domain key", Self.key(status)),
        ]
        guard let view else {
            let member = itself.adding(["memberId": .optional(status["memberId"])])
            return Report(
                json: json.adding(["members": .array([member])]),
                text: FactList.text(facts + [("members", "not known while it is \(hello.state.name)")]))
        }
        let members = view.members.map {
            $0.id == view.status.memberID ? itself.adding(view.json(of: $0)) : view.json(of: $0)
        }
        return Report(
            json: json.adding(view.json).adding(["members": .array(members)]),
            text: FactList.text(facts + view.summary) + "\n\n" + view.table.text)
    }

    /// How often it was changed and, since this start, for how long all else waited for that.
    private static func key(_ status: StatusAnswer) -> String {
        guard let generation = status["domainKeyGeneration"] else { return "-" }
        let downtime = status["domainKeyDowntime"].map { ", downtime \($0) µs" } ?? ""
        return "generation \(generation)\(downtime)"
    }
}
