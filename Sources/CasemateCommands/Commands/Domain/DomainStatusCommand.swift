internal import ArgumentParser
internal import EnclaveClient
internal import EnclaveProtocol

struct DomainStatusCommand: CasemateCommand {
    static let configuration = CommandConfiguration(
        commandName: "status", abstract: "Show the domain as this enclave sees it.")

    @OptionGroup var enclave: EnclaveOptions
    @OptionGroup var output: OutputOptions

    func perform() async throws -> Report {
        let (hello, status) = try await enclave.withClient { ($0.hello, try await $0.call(StatusRequest())) }
        let member: JSONValue = [
            "instanceId": .string(hello.instanceID.description), "memberId": .optional(status["memberId"]),
            "platform": .optional(status["platform"]), "state": .string(hello.state.name),
        ]
        let json: JSONValue = [
            "state": .string(hello.state.name), "sealing": .optional(status["sealing"]),
            "recovery": .optional(status["recovery"]), "members": .array([member]),
        ]
        let text = FactList.text([
            ("state", hello.state.name), ("sealing", status["sealing"] ?? "-"),
            ("recovery", status["recovery"] ?? "-"), ("members", "1 (\(hello.instanceID))"),
        ])
        return Report(json: json, text: text)
    }
}
