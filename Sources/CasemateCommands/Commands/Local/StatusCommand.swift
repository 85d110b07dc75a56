internal import ArgumentParser
internal import EnclaveClient
internal import EnclaveProtocol

struct StatusCommand: CasemateCommand {
    static let configuration = CommandConfiguration(
        commandName: "status", abstract: "Show the enclave: what holds the keys, where, and how it stands.",
        discussion: "`sessionKey` is what --enclave-key pins.")

    /// The fields in the order they are written. Numbers stay numbers, lists lists.
    private enum Shape { case text, number, flag, list }
    private static let fields: [(name: String, shape: Shape)] = [
        ("protocol", .number), ("version", .text), ("state", .text), ("platform", .text), ("measurement", .text),
        ("memory", .text), ("sealing", .text), ("development", .flag), ("instanceId", .text), ("recordNumber", .number),
        ("chainHash", .text), ("keys", .number), ("administrators", .list), ("clock", .text), ("listeners", .list),
    ]

    @OptionGroup var enclave: EnclaveOptions
    @OptionGroup var output: OutputOptions

    func perform() async throws -> Report {
        try await enclave.withClient { client in
            var status = try await client.call(StatusRequest())
            status.facts += try await DomainView.ask(client)?.facts ?? []
            return Self.report(status, hello: client.hello)
        }
    }

    static func report(_ status: StatusAnswer, hello: HelloAnswer) -> Report {
        let pin = SessionKeyPin(of: hello.sessionKey).description
        let known = Set(fields.map(\.name))
        var members = fields.map { field in
            JSONValue.Member(name: field.name, value: value(field.name, field.shape, status))
        }
        members.append(JSONValue.Member(name: "sessionKey", value: .string(pin)))
        members.append(JSONValue.Member(name: "identity", value: .string(hello.identity)))
        for fact in status.facts where !known.contains(fact.name) {
            members.append(JSONValue.Member(name: fact.name, value: .string(fact.value)))
        }
        let facts = status.facts.map { ($0.name, $0.value) } + [("sessionKey", pin), ("identity", hello.identity)]
        return Report(json: .object(members), text: FactList.text(facts))
    }

    private static func value(_ name: String, _ shape: Shape, _ status: StatusAnswer) -> JSONValue {
        let text = status[name]
        switch shape {
        case .text: return .optional(text)
        case .number: return text.flatMap(Int64.init).map(JSONValue.integer) ?? .optional(text)
        case .flag: return text.flatMap(Bool.init).map(JSONValue.bool) ?? .optional(text)
        case .list: return .strings(status.all(name))
        }
    }
}
